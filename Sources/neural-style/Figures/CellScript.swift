import SystemPackage

/// The Script-Fu program that paints a figure's cells, one after the other in one start of GIMP.
///
/// After each cell it writes a note: width, height and seconds. Where it fails, it writes into a status file which step of
/// which cell it was, and GIMP's message on lines of their own; after the last cell `saved`.
struct CellScript {
    /// One cell to be painted.
    struct Job {
        let content: FilePath
        /// `nil` where no style is met; the content stands in for it, because the plug-in asks for a layer.
        let style: FilePath?
        /// `nil` for a picture that isn't painted.
        let options: String?
        let output: FilePath
        let note: FilePath
    }

    let jobs: [Job]
    let status: FilePath
    /// The file that the sheet is to be written into: whether GIMP writes its format is found out before anything is painted.
    let output: FilePath
    let format: OutputFormat
    /// The longest side of each cell, in pixels: smaller pictures are enlarged, so that all cells are of one size.
    let size: Int

    var text: String {
        """
        (define status-file \(schemeString(status.string)))
        (define size \(size))
        (define trial-file \(schemeString(output.string)))
        \(FileWriter(format: format).text)
        (define jobs (list
        \(jobs.map(literal).joined(separator: "\n"))))
        \(PictureProcedures.text)
        \(Self.program)
        """
    }

    /// A list of the files of content and style, their names, options, output and note; `#f` for what there isn't.
    private func literal(_ job: Job) -> String {
        let words = [
            job.content.string, job.style?.string, Self.name(job.content), Self.name(job.style ?? job.content),
            job.options, job.output.string, job.note.string,
        ]
        return "  (list \(words.map { $0.map(schemeString) ?? "#f" }.joined(separator: " ")))"
    }

    private static func name(_ path: FilePath) -> String { path.lastComponent?.string ?? "picture" }

    private static let program = #"""
        (define step "plug-in")
        (define number 0)

        ; What Script-Fu calls for every error, its own and GIMP's.
        (define (*error-hook* . messages)
          (apply write-status (string-append step " " (number->string number)) messages)
          (gimp-quit 1))

        (define (load-in-colour file)
          (let ((image (load-picture file)))
            (give-colour image)
            image))

        (define (fit image)
          (let* ((width (car (gimp-image-width image)))
                 (height (car (gimp-image-height image)))
                 (longest (max width height)))
            (if (not (= longest size))
                (gimp-image-scale image
                  (max 1 (round (/ (* width size) longest)))
                  (max 1 (round (/ (* height size) longest)))))))

        (define (seconds)
          (let ((time (gettimeofday)))
            (+ (car time) (/ (cadr time) 1000000))))

        ; The layer of a new image whose style is met, or a copy of the content.
        (define (load-style file name content image)
          (if file
              (insert-visible (load-in-colour file) name)
              (let ((copy (car (gimp-layer-copy content FALSE))))
                (gimp-image-insert-layer image copy 0 1)
                copy)))

        (define (paint image content style-file style-name options)
          (set! step "style")
          (let ((style (load-style style-file style-name content image)))
            (set! step "paint")
            (let ((painting (car (plug-in-neural-style-transfer RUN-NONINTERACTIVE image content style options))))
              (if style-file (gimp-image-delete (car (gimp-item-get-image style))))
              painting)))

        (define (make-cell content-file style-file content-name style-name options output-file note-file)
          (set! step "content")
          (let* ((image (load-in-colour content-file))
                 (content (begin (fit image) (insert-visible image content-name)))
                 (start (seconds))
                 (layer (if options (paint image content style-file style-name options) content))
                 (end (seconds)))
            (set! step "save")
            (keep-only image layer)
            (gimp-file-save RUN-NONINTERACTIVE image layer output-file output-file)
            (let ((port (open-output-file note-file)))
              (for-each
                (lambda (fact) (display fact port) (newline port))
                (list (car (gimp-image-width image)) (car (gimp-image-height image)) (- end start)))
              (close-output-port port))
            (gimp-image-delete image)
            (set! number (+ number 1))))

        (define (try-format)
          (let* ((image (car (gimp-image-new 64 64 RGB)))
                 (layer (car (gimp-layer-new image 64 64 RGB-IMAGE "" 100 LAYER-MODE-NORMAL))))
            (gimp-image-insert-layer image layer 0 0)
            (prepare image)
            (write-file image (car (gimp-image-get-active-layer image)) trial-file)
            (gimp-image-delete image)))

        (if (= 0 (car (gimp-procedural-db-proc-exists "plug-in-neural-style-transfer")))
            (*error-hook* "not registered"))
        (set! step "format")
        (try-format)
        (for-each (lambda (job) (apply make-cell job)) jobs)
        (write-status "saved")
        (gimp-quit 0)

        """#

    /// What a note says; `nil` while it isn't whole.
    static func record(note: String, options: String) -> CellStore.Record? {
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
        // The last line feed is written last.
        guard lines.count == 4, let width = Int(lines[0]), let height = Int(lines[1]), let seconds = Double(lines[2])
        else { return nil }
        return CellStore.Record(width: width, height: height, seconds: max(0, seconds), options: options)
    }

    /// Why the cells aren't all there; `nil` if they are.
    func error(for outcome: GimpOutcome) -> CommandError? {
        let failure = outcome.failedStep
        let job = failure.number.flatMap { jobs.indices.contains($0) ? jobs[$0] : nil }
        switch failure.step {
        case .saved: return nil
        case .plugIn: return .plugInMissing
        case .content where job != nil, .style where job != nil:
            let file = failure.step == .style ? job?.style : nil
            return .notLoaded(path: (file ?? job?.content ?? "").string, reason: failure.reason)
        case .format: return .formatRefused(fileExtension: format.fileExtension, reason: failure.reason)
        case .paint: return .notPainted(reason: outcome.reportedError ?? failure.reason)
        case .save: return .notSaved(path: (job?.output ?? "").string, reason: failure.reason)
        default: return outcome.death
        }
    }
}
