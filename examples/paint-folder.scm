; Paints all pictures of a folder from Script-Fu, within one GIMP:
;
;     gimp-console-2.10 -i -d -f --batch-interpreter=plug-in-script-fu-eval -b '(begin (load "/home/me/paint-folder.scm")
;         (paint-folder "/home/me/pictures/*.jpg" "/home/me/painting.jpg" "/home/me/paintings" "size=512 strength=60")
;         (gimp-quit 0))'
;
; Each painting goes into the folder that stands third, as an .xcf with the picture's layers and the painting on top.
; A painting that is there already isn't painted again, and a picture that can't be painted doesn't end the others; what
; was wrong with it is shown as a message. Files are named with their whole path.
;
; Script-Fu can't rename a file, so a painting whose writing is cut off stays, half written. Where that matters, or for
; several machines, take paint-folder.sh, which works with the command neural-style.

; The last part of a path.
(define (paint-folder-name path)
  (car (last (strbreakup path "/"))))

; Paints one picture and writes it; gives TRUE, or throws what was wrong.
(define (paint-folder-one picture style painting options)
  (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE picture picture)))
         (content (car (gimp-image-get-active-layer image)))
         (style-image (car (gimp-file-load RUN-NONINTERACTIVE style style)))
         (style-layer (car (gimp-layer-new-from-visible style-image style-image "style"))))
    (gimp-image-insert-layer style-image style-layer 0 0)
    (plug-in-neural-style-transfer RUN-NONINTERACTIVE image content style-layer options)
    (gimp-xcf-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-layer image)) painting painting)
    (gimp-image-delete style-image)
    (gimp-image-delete image)
    TRUE))

; Paints the pictures that a pattern such as "/home/me/pictures/*.jpg" finds. Gives how many failed.
(define (paint-folder pattern style folder options)
  (let ((hook *error-hook*) (reason "") (failed 0) (painted 0) (skipped 0))
    ; GIMP's sentence, which `catch` throws away.
    (set! *error-hook*
      (lambda messages
        (set! reason (if (pair? messages) (car messages) "no reason given"))
        (throw reason)))
    (for-each
      (lambda (picture)
        (let ((painting (string-append folder "/" (paint-folder-name picture) ".xcf")))
          (cond
            ((file-exists? painting) (set! skipped (+ skipped 1)))
            ((eq? TRUE (catch FALSE (paint-folder-one picture style painting options)))
              (set! painted (+ painted 1)))
            (else
              (set! failed (+ failed 1))
              (if (file-exists? painting) (file-delete painting))
              (gimp-message (string-append picture ": " reason))))))
      (cadr (file-glob pattern 1)))
    (set! *error-hook* hook)
    (gimp-message
      (string-append (number->string painted) " painted, " (number->string skipped) " were there already, "
                     (number->string failed) " failed."))
    failed))
