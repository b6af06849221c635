import SystemPackage

/// The Script-Fu program that makes a sheet: every picture and every text is a layer with a name, on white.
///
/// Writes into a status file `saved`, or `saved without-text` where GIMP has no font, or the step that failed.
struct SheetScript {
    let layout: FigureLayout
    let output: FilePath
    let status: FilePath
    let format: OutputFormat

    /// What the status says of a sheet without labels.
    static let withoutText = "without-text"

    var text: String {
        """
        (define status-file \(schemeString(status.string)))
        (define output-file \(schemeString(output.string)))
        \(FileWriter(format: format, isOnPaper: true).text)
        (define sheet-width \(layout.width))
        (define sheet-height \(layout.height))
        (define pictures (list
        \(layout.pictures.map(literal).joined(separator: "\n"))))
        (define texts (list
        \(layout.texts.map(literal).joined(separator: "\n"))))
        \(PictureProcedures.text)
        \(Self.program)
        """
    }

    private func literal(_ picture: FigureLayout.Picture) -> String {
        "  (list \(schemeString(picture.file.string)) \(schemeString(picture.name)) \(literal(picture.box)) \(picture.frame))"
    }

    private func literal(_ text: FigureLayout.Text) -> String {
        "  (list \(schemeString(text.words)) \(literal(text.box)) \(text.size) \(text.isBold ? "#t" : "#f") \(text.isCentred ? "#t" : "#f"))"
    }

    private func literal(_ box: FigureLayout.Box) -> String { "\(box.x) \(box.y) \(box.width) \(box.height)" }

    private static let program = #"""
        (define step "content")
        (define number 0)

        ; What Script-Fu calls for every error, its own and GIMP's.
        (define (*error-hook* . messages)
          (apply write-status (string-append step " " (number->string number)) messages)
          (gimp-quit 1))

        (define sheet (car (gimp-image-new sheet-width sheet-height RGB)))
        (gimp-image-undo-disable sheet)
        (gimp-context-set-foreground '(0 0 0))
        (gimp-context-set-background '(255 255 255))

        ; A white layer on top.
        (define (insert-white name x y width height)
          (let ((layer (car (gimp-layer-new sheet width height RGB-IMAGE name 100 LAYER-MODE-NORMAL))))
            (gimp-drawable-fill layer FILL-WHITE)
            (gimp-image-insert-layer sheet layer 0 0)
            (gimp-layer-set-offsets layer x y)))

        (define (place-picture file name x y width height frame)
          (if (> frame 0)
              (insert-white (string-append name ", frame") x (- y frame) (+ width frame) (+ height frame)))
          (let ((layer (car (gimp-file-load-layer RUN-NONINTERACTIVE sheet file))))
            (gimp-image-insert-layer sheet layer 0 0)
            (if (not (and (= width (car (gimp-drawable-width layer))) (= height (car (gimp-drawable-height layer)))))
                (gimp-layer-scale layer width height FALSE))
            (gimp-layer-set-offsets layer x y)
            (gimp-item-set-name layer name)
            (set! number (+ number 1))))

        (define least-size 9)

        ; Calls `use` with words and a size of letters that fit into a width: smaller letters, then fewer.
        (define (fit-text words width size font use)
          (let ((extents (gimp-text-get-extents-fontname words size PIXELS font)))
            (cond
              ((<= (car extents) width) (use words size (car extents) (cadr extents)))
              ((> size least-size) (fit-text words width (- size 1) font use))
              ((< (string-length words) 3) (use words size (car extents) (cadr extents)))
              (else
                (fit-text (string-append (substring words 0 (- (string-length words) 2)) "…") width size font use)))))

        (define (place-text words x y width height size bold centred)
          (let ((font (if bold "Sans Bold" "Sans")))
            (fit-text words width size font
              (lambda (words size own-width own-height)
                (let ((layer (car (gimp-text-fontname sheet -1 0 0 words 0 TRUE size PIXELS font))))
                  (if centred (gimp-text-layer-set-justification layer TEXT-JUSTIFY-CENTER))
                  (gimp-layer-set-offsets layer
                    (if centred (+ x (quotient (- width own-width) 2)) x)
                    (+ y (quotient (- height own-height) 2))))))))

        (insert-white "paper" 0 0 sheet-width sheet-height)
        (for-each (lambda (picture) (apply place-picture picture)) pictures)
        (set! step "paint")
        (define has-fonts (> (car (gimp-fonts-get-list "")) 0))
        (if has-fonts (for-each (lambda (text) (apply place-text text)) texts))
        (set! step "save")
        (prepare sheet)
        (write-file sheet (car (gimp-image-get-active-layer sheet)) output-file)
        (write-status (if has-fonts "saved" "saved without-text"))
        (gimp-quit 0)

        """#

    /// Why there is no sheet; `nil` if there is.
    ///
    /// - Parameter name: What the user calls the file to be written.
    func error(for outcome: GimpOutcome, output name: String) -> CommandError? {
        let failure = outcome.failedStep
        switch failure.step {
        case .saved: return nil
        case .content:
            let file = failure.number.flatMap { layout.pictures.indices.contains($0) ? layout.pictures[$0].file : nil }
            return .notLoaded(path: (file ?? "").string, reason: failure.reason)
        case .paint: return .notSaved(path: name, reason: failure.reason)
        case .save:
            return .formatRefused(fileExtension: format.fileExtension, reason: failure.reason)
        default: return outcome.death
        }
    }
}
