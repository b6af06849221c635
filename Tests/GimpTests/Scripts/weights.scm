; One call, for runs in which something is wrong with the weights.
(let ((content (picture 64 48 "view")) (style (picture 48 40 "waves")))
  (fails "weights" (car content) (cadr content) (cadr style) (string-append "size=48 iterations=2 network=" network)))
(close-output-port results)
