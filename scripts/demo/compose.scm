; Puts content, style and painting side by side. Needs the definitions content-file, style-file, painting-file and
; demo-file.

(define demo-margin 16)

(define (demo-height file)
  (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE file file))) (height (car (gimp-image-height image))))
    (gimp-image-delete image)
    height))

; Adds a file's picture as a layer of the given height, left edge at x; gives the x behind it.
(define (demo-add image file x height)
  (let* ((layer (car (gimp-file-load-layer RUN-NONINTERACTIVE image file)))
         (width (round (* height (/ (car (gimp-drawable-width layer)) (car (gimp-drawable-height layer)))))))
    (gimp-image-insert-layer image layer 0 0)
    (gimp-layer-scale layer width height FALSE)
    (gimp-layer-set-offsets layer x demo-margin)
    (+ x width demo-margin)))

(let* ((height (demo-height painting-file))
       (image (car (gimp-image-new 100 100 RGB)))
       (right (demo-add image painting-file
                (demo-add image style-file
                  (demo-add image content-file demo-margin height) height) height)))
  (gimp-image-resize image right (+ height (* 2 demo-margin)) 0 0)
  (gimp-context-set-background '(255 255 255))
  (gimp-image-flatten image)
  (gimp-file-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-layer image)) demo-file demo-file))
