; Shows the dialog; help-window.sh plays the user, who cancels it in the end.
(define content (picture 64 48 "view"))
(gimp-display-new (car content))
(attempt (lambda ()
  (plug-in-neural-style-transfer RUN-INTERACTIVE (car content) (cadr content) -1 "")))
(close-output-port results)
(gimp-quit 1)
