import SystemPackage

/// The Script-Fu program that GIMP runs: read the pictures, paint, write.
///
/// It writes into a status file how far it came, because GIMP 2.10 ends with status 0 whatever a script did: `saved` after the
/// last step, or the step that failed (`style 1`: with the second style) and GIMP's message, on lines of their own.
struct PaintScript {
    /// The steps that can fail, as the status file names them.
    enum Step: String {
        case plugIn = "plug-in"
        case content, style, format, paint, steps, save, saved
    }

    /// A picture whose style is used.
    struct Style {
        let path: FilePath
        /// In percent: how much it counts beside others.
        let opacity: Double
    }

    let content: FilePath
    /// At least one.
    let styles: [Style]
    let output: FilePath
    let status: FilePath
    let options: String
    /// The longest side that the content is scaled down to, unless the shortest would be below its limit then.
    let size: Int
    var shortestSide = 1
    /// Whether a grey content is painted in colour.
    var addsColours = true
    let writer: FileWriter
    /// Where the pictures on the way go, and how many iterations lie between two; `nil` for nowhere.
    var steps: (interval: Int, folder: FilePath)?
    /// Whether OUT shows content, styles and painting beside each other.
    var isSideBySide = false

    var text: String {
        """
        (define content-file \(schemeString(content.string)))
        (define content-name \(schemeString(content.lastComponent?.string ?? "content")))
        (define styles (list\(styles.map(literal).joined())))
        (define output-file \(schemeString(output.string)))
        (define status-file \(schemeString(status.string)))
        (define options \(schemeString(options)))
        (define size \(size))
        (define shortest-side \(shortestSide))
        (define adds-colours \(addsColours ? "#t" : "#f"))
        \(writer.text)
        (define step-interval \(steps?.interval ?? 0))
        (define step-folder \(schemeString(steps?.folder.string ?? "")))
        (define side-by-side \(isSideBySide ? "#t" : "#f"))
        \(PictureProcedures.text)
        \(Self.program)
        """
    }

    /// A list of path, name and opacity.
    private func literal(_ style: Style) -> String {
        let name = schemeString(style.path.lastComponent?.string ?? "style")
        return " (list \(schemeString(style.path.string)) \(name) \(style.opacity))"
    }

    private static let program = #"""
        (define step "plug-in")

        ; How many styles have been read.
        (define styles-read 0)

        ; What Script-Fu calls for every error, its own and GIMP's.
        (define (*error-hook* . messages)
          (apply write-status (if (string=? step "style") (string-append step " " (number->string styles-read)) step) messages)
          (gimp-quit 1))

        ; What one style's picture shows, as a layer of an image.
        (define (insert-style image style)
          (let* ((picture (load-picture (car style)))
                 (target (if (= image -1) picture image))
                 (layer (copy-visible picture target (cadr style))))
            (gimp-image-insert-layer target layer 0 0)
            (gimp-layer-set-opacity layer (caddr style))
            (if (not (= target picture)) (gimp-image-delete picture))
            (set! styles-read (+ styles-read 1))
            layer))

        ; The layer that stands for the style, or the group of layers that stands for several.
        (define (load-styles)
          (let ((first (insert-style -1 (car styles))))
            (if (null? (cdr styles))
                first
                (let* ((image (car (gimp-item-get-image first)))
                       (group (begin
                                ; The other styles may have colours that the first hasn't.
                                (give-colour image)
                                (car (gimp-layer-group-new image)))))
                  (gimp-image-insert-layer image group 0 0)
                  (gimp-image-reorder-item image first group 0)
                  (for-each
                    (lambda (style)
                      (gimp-image-reorder-item image (insert-style image style) group
                        (car (gimp-item-get-children group))))
                    (cdr styles))
                  group))))

        (define (scale-down image)
          (let* ((width (car (gimp-image-width image)))
                 (height (car (gimp-image-height image)))
                 (longest (max width height))
                 (target (max size (ceiling (/ (* shortest-side longest) (min width height))))))
            (if (> longest target)
                (begin
                  (for-each (lambda (layer) (keep-visible layer (/ longest target))) (layers-of image))
                  (gimp-image-scale image
                    (max 1 (round (/ (* width target) longest)))
                    (max 1 (round (/ (* height target) longest))))))))

        ; A layer whose sides would be scaled to nothing would be gone: it gets a transparent border.
        (define (keep-visible layer divisor)
          (if (= TRUE (car (gimp-item-is-group layer)))
              (for-each (lambda (child) (keep-visible child divisor))
                (vector->list (cadr (gimp-item-get-children layer))))
              (let* ((width (car (gimp-drawable-width layer)))
                     (height (car (gimp-drawable-height layer)))
                     (new-width (max width (ceiling divisor)))
                     (new-height (max height (ceiling divisor))))
                (if (or (> new-width width) (> new-height height))
                    (begin
                      (gimp-layer-add-alpha layer)
                      (gimp-layer-resize layer new-width new-height
                        (quotient (- new-width width) 2) (quotient (- new-height height) 2)))))))

        ; 50 as 00050: names in the order of the numbers.
        (define (padded number)
          (let ((digits (number->string number)))
            (string-append (substring "00000" 0 (max 0 (- 5 (string-length digits)))) digits)))

        ; Writes the hidden layers of the steps, which lie under the painting with the last one highest, into their folder.
        (define (save-steps image known painting)
          (let loop ((number step-interval)
                     (steps (reverse
                              (let ((layers (layers-of image)))
                                (let filter ((rest layers))
                                  (cond ((null? rest) '())
                                        ((or (memv (car rest) known) (= (car rest) painting)) (filter (cdr rest)))
                                        (else (cons (car rest) (filter (cdr rest))))))))))
            (if (not (null? steps))
                (let ((file (string-append step-folder "/" (padded number) ".png")))
                  (gimp-item-set-visible (car steps) TRUE)
                  (gimp-file-save RUN-NONINTERACTIVE image (car steps) file file)
                  (gimp-image-remove-layer image (car steps))
                  (loop (+ number step-interval) (cdr steps))))))

        ; Puts copies of the styles between content and painting, as high as they are, on white.
        (define (lay-out image content painting)
          (let* ((gap 8)
                 (width (car (gimp-image-width image)))
                 (height (car (gimp-image-height image)))
                 (is-group (= TRUE (car (gimp-item-is-group style))))
                 (pictures (if is-group (reverse (vector->list (cadr (gimp-item-get-children style)))) (list style)))
                 (x (+ width gap))
                 (copies
                   (map
                     (lambda (picture)
                       (let* ((copy (car (gimp-layer-new-from-drawable picture image)))
                              (own-height (car (gimp-drawable-height picture)))
                              (scaled (max 1 (round (/ (* (car (gimp-drawable-width picture)) height) own-height)))))
                         (gimp-image-insert-layer image copy 0 0)
                         (gimp-item-set-visible copy TRUE)
                         (gimp-layer-set-opacity copy 100)
                         (gimp-layer-scale copy scaled height FALSE)
                         (gimp-layer-set-offsets copy x 0)
                         (set! x (+ x scaled gap))
                         copy))
                     pictures))
                 (base (car (gimp-layer-new image (+ x width) height
                              (if (= GRAY (car (gimp-image-base-type image))) GRAY-IMAGE RGB-IMAGE) "" 100
                              LAYER-MODE-NORMAL))))
            (apply keep-only image content painting copies)
            (gimp-layer-set-offsets painting x 0)
            (gimp-image-resize image (+ x width) height 0 0)
            (gimp-drawable-fill base FILL-WHITE)
            (gimp-image-insert-layer image base 0 (length (layers-of image)))
            (if (eq? preparation 'layered)
                painting
                (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE)))))

        (define (save image)
          (prepare image)
          (write-file image (car (gimp-image-get-active-layer image)) output-file))

        ; Finds out whether the format can be written before time is spent on painting.
        (define (try-format model)
          (let* ((type (car (gimp-image-base-type model)))
                 (image (car (gimp-image-new-with-precision 64 64 type (car (gimp-image-get-precision model)))))
                 (layer (car (gimp-layer-new image 64 64 (if (= type GRAY) GRAYA-IMAGE RGBA-IMAGE) "" 100
                                             LAYER-MODE-NORMAL))))
            (gimp-image-insert-layer image layer 0 0)
            (save image)
            (gimp-image-delete image)))

        (if (= 0 (car (gimp-procedural-db-proc-exists "plug-in-neural-style-transfer")))
            (*error-hook* "not registered"))
        (set! step "content")
        (define image (load-picture content-file))
        (if adds-colours (give-colour image))
        (scale-down image)
        (set! step "style")
        (define style (load-styles))
        (set! step "format")
        (try-format image)
        (set! step "paint")
        (define content (insert-visible image content-name))
        (define known (layers-of image))
        (define painting
          (car (plug-in-neural-style-transfer RUN-NONINTERACTIVE image content style options)))
        (if (> step-interval 0)
            (begin (set! step "steps") (save-steps image known painting)))
        (set! step "save")
        (cond
          (side-by-side (set! painting (lay-out image content painting)))
          ((eq? preparation 'layered) (gimp-image-remove-layer image content))
          (else (keep-only image painting)))
        (gimp-image-set-active-layer image painting)
        (set! step "save")
        (save image)
        (write-status "saved")
        (gimp-quit 0)

        """#
}
