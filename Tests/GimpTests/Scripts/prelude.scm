; What the cases are made with. The harness defines `results-file` before it loads this.

(define results (open-output-file results-file))

; Calls `thunk`; its result in a pair with #t, or the text of the error in a pair with #f. Script-Fu's own `catch` loses
; the text.
(define (attempt thunk)
  (call-with-current-continuation
    (lambda (escape)
      (let ((usual-hook *error-hook*))
        (set! *error-hook*
          (lambda message
            (set! *error-hook* usual-hook)
            (escape (cons #f (if (string? (car message)) (car message) "?")))))
        (let ((result (thunk)))
          (set! *error-hook* usual-hook)
          (cons #t result))))))

(define (paint image content style options)
  (car (plug-in-neural-style-transfer RUN-NONINTERACTIVE image content style options)))

; ---- pictures

(define (new-image width height base precision)
  (car (gimp-image-new-with-precision width height base precision)))

; A layer of the image's own kind with two colours, left and right.
(define (add-layer image name width height type left right)
  (let ((layer (car (gimp-layer-new image width height type name 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image layer 0 0)
    (gimp-context-set-foreground left)
    (gimp-drawable-fill layer FILL-FOREGROUND)
    (gimp-context-set-foreground right)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE (quotient width 2) 0 width height)
    (gimp-drawable-edit-fill layer FILL-FOREGROUND)
    (gimp-selection-none image)
    layer))

; An 8-bit RGB image with one opaque layer.
(define (picture width height name)
  (let* ((image (new-image width height RGB PRECISION-U8-GAMMA))
         (layer (add-layer image name width height RGB-IMAGE '(200 60 30) '(20 90 180))))
    (list image layer)))

; ---- results: one line a case, fields separated by |

(define (join items)
  (if (null? items) ""
    (let ((text (if (number? (car items)) (number->string (car items)) (car items))))
      (if (null? (cdr items)) text (string-append text "," (join (cdr items)))))))

(define (layer-count image) (car (gimp-image-get-layers image)))

; Bytes as the drawable stores them.
(define (pixel drawable x y)
  (join (vector->list (cadr (gimp-drawable-get-pixel drawable x y)))))

; The colour as 8-bit sRGB, whatever the image's mode and precision.
(define (colour image drawable x y)
  (let ((offsets (gimp-drawable-offsets drawable)))
    (join (car (gimp-image-pick-color image drawable (+ x (car offsets)) (+ y (cadr offsets)) FALSE FALSE 0)))))

(define (write-line . fields)
  (display (car fields) results)
  (for-each (lambda (field) (display "|" results) (display field results)) (cdr fields))
  (newline results)
  (flush-output-port results))

(define (flush-output-port port) #t)

; What there is to know of a new layer: name, size, offsets, type, parent, position, and at its left and at its right
; the colour and the stored bytes.
(define (facts image layer)
  (list (car (gimp-item-get-name layer))
        (join (list (car (gimp-drawable-width layer)) (car (gimp-drawable-height layer))))
        (join (gimp-drawable-offsets layer))
        (car (gimp-drawable-type layer))
        (car (gimp-item-get-parent layer))
        (car (gimp-image-get-item-position image layer))
        (colour image layer 4 4)
        (colour image layer (- (car (gimp-drawable-width layer)) 4) 4)
        (pixel layer 4 4)
        (pixel layer (- (car (gimp-drawable-width layer)) 4) 4)))

; Runs a case that must make a layer above `content`, and writes down what it made.
(define (succeeds name image content style options)
  (let* ((before (layer-count image))
         (outcome (attempt (lambda () (paint image content style options)))))
    (if (car outcome)
      (apply write-line name "ok" (- (layer-count image) before) (facts image (cdr outcome)))
      (write-line name "error" (cdr outcome)))))

; Runs a case that must fail, and writes down what it said and whether the image is as before.
(define (fails name image content style options)
  (let* ((before (layer-count image))
         (watched (vector-ref (cadr (gimp-image-get-layers image)) 0))
         (bytes (pixel watched 0 0))
         (dirty (car (gimp-image-is-dirty image)))
         (outcome (attempt (lambda () (paint image content style options)))))
    (write-line name (if (car outcome) "ok" "error")
      (if (car outcome) "" (cdr outcome))
      (if (and (= before (layer-count image)) (string=? bytes (pixel watched 0 0))
               (= dirty (car (gimp-image-is-dirty image))))
        "untouched" "touched"))))
