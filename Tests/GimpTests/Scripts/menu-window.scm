; Shows an image, and waits for what the user makes of it with the menus; menu-window.sh plays the user.
(define content (picture 64 48 "view"))

; The style is a file only.
(let* ((waves (picture 48 40 "waves"))
       (file (string-append results-file ".png")))
  (file-png-save-defaults RUN-NONINTERACTIVE (car waves) (cadr waves) file file)
  (gimp-image-delete (car waves)))

(gimp-display-new (car content))
(write-line "ready" "ok")

; Waits until the image has so many layers, and writes down what the newest is like.
(define (await name count)
  (let wait ((patience 600))
    (if (and (< (layer-count (car content)) count) (> patience 0))
      (begin (usleep 200000) (wait (- patience 1)))))
  (apply write-line name "ok" (layer-count (car content))
    (facts (car content) (vector-ref (cadr (gimp-image-get-layers (car content))) 0))))

(await "file" 2)
(await "repeat" 3)
(await "re-show" 4)
(close-output-port results)
(gimp-quit 1)
