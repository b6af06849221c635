; Calls the procedure with its dialog where no weights are; import-window.sh plays the user, who imports some.
(define content (picture 64 48 "view"))
(define style (picture 48 40 "waves"))
(gimp-display-new (car content))

(let ((outcome (attempt (lambda ()
        (car (plug-in-neural-style-transfer RUN-INTERACTIVE (car content) (cadr content) -1 ""))))))
  (if (car outcome)
    (apply write-line "paint" "ok" (- (layer-count (car content)) 1) (facts (car content) (cdr outcome)))
    (write-line "paint" "error" (cdr outcome))))
(close-output-port results)
(gimp-quit 1)
