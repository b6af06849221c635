; A mistake whose message is for people.
(let* ((both (picture 64 48 "view")))
  (fails "no style" (car both) (cadr both) -1 ""))
(close-output-port results)
