/// Procedures in Script-Fu that several programs share.
enum PictureProcedures {
    /// They expect `status-file` and `preparation` (`OutputFormat.Preparation`) to be defined when they are called.
    static let text = #"""
        (define (write-status . lines)
          (let ((port (open-output-file status-file)))
            (for-each (lambda (line) (display line port) (newline port)) lines)
            (close-output-port port)))

        (define (load-picture file)
          (let ((image (car (gimp-file-load RUN-NONINTERACTIVE file file))))
            (gimp-image-undo-disable image)
            (gimp-selection-none image)
            (if (not (= -1 (car (gimp-image-get-floating-sel image))))
                (gimp-floating-sel-anchor (car (gimp-image-get-floating-sel image))))
            (if (= INDEXED (car (gimp-image-base-type image))) (gimp-image-convert-rgb image))
            image))

        (define (give-colour image)
          (if (= GRAY (car (gimp-image-base-type image))) (gimp-image-convert-rgb image)))

        ; What an image's layers show, as a new layer for another image. Channels that are visible lie over them in GIMP's
        ; window only.
        (define (copy-visible image target name)
          (let* ((channels (vector->list (cadr (gimp-image-get-channels image))))
                 (states (map (lambda (channel) (car (gimp-item-get-visible channel))) channels)))
            (for-each (lambda (channel) (gimp-item-set-visible channel FALSE)) channels)
            (let ((layer (car (gimp-layer-new-from-visible image target name))))
              (for-each gimp-item-set-visible channels states)
              layer)))

        ; A new layer on top that shows what the image shows.
        (define (insert-visible image name)
          (let ((layer (copy-visible image image name)))
            (gimp-image-insert-layer image layer 0 0)
            layer))

        (define (layers-of image) (vector->list (cadr (gimp-image-get-layers image))))

        (define (keep-only image . layers)
          (for-each
            (lambda (other) (if (not (memv other layers)) (gimp-image-remove-layer image other)))
            (layers-of image)))

        (define (prepare image)
          (cond
            ((eq? preparation 'opaque)
              (gimp-context-set-background '(255 255 255))
              (gimp-image-flatten image))
            ((memq preparation '(indexed bilevel))
              (if (eq? preparation 'bilevel) (gimp-image-flatten image))
              (if (not (= PRECISION-U8-GAMMA (car (gimp-image-get-precision image))))
                  (gimp-image-convert-precision image PRECISION-U8-GAMMA))
              (gimp-image-convert-indexed image CONVERT-DITHER-FS
                (if (eq? preparation 'bilevel) CONVERT-PALETTE-MONO CONVERT-PALETTE-GENERATE) 255 FALSE FALSE ""))))

        """#
}
