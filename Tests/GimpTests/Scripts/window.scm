; Calls the procedure with its dialog in a GIMP that has windows; window.sh plays the user.
(define content (picture 64 48 "view"))
(define style (picture 48 40 "waves"))
(gimp-display-new (car style))
(gimp-display-new (car content))

; So large that painting takes longer than the user needs to stop it.
(define large (picture 512 384 "large"))

(define (ask picture)
  (attempt (lambda ()
    (car (plug-in-neural-style-transfer RUN-INTERACTIVE (car picture) (cadr picture) -1 "")))))

(define (wait-for-layers count seconds)
  (cond ((= (layer-count (car content)) count) #t)
        ((<= seconds 0) #f)
        (#t (usleep 200000) (wait-for-layers count (- seconds 0.2)))))

; First the user cancels,
(let ((outcome (ask content)))
  (write-line "cancel" (if (car outcome) "ok" "error") (layer-count (car content))))
; then starts painting and presses the progress bar's Cancel, with which GIMP kills the plug-in,
(let ((outcome (ask content)))
  (write-line "kill" (if (car outcome) "ok" "error") (layer-count (car content))))
; then cancels in the run's window,
(let ((outcome (ask large)))
  (write-line "discard" (if (car outcome) "ok" "error") (layer-count (car large))))
; then stops there and keeps what there is,
(let ((outcome (ask large)))
  (write-line "keep" (if (car outcome) "ok" "error") (layer-count (car large))))
; then paints,
(let ((outcome (ask content)))
  (if (car outcome)
    (apply write-line "paint" "ok" (- (layer-count (car content)) 1) (facts (car content) (cdr outcome)))
    (write-line "paint" "error" (cdr outcome))))
; then takes it back.
(write-line "undo" "ok" (if (wait-for-layers 1 30) 1 (layer-count (car content))))
(close-output-port results)
(gimp-quit 1)
