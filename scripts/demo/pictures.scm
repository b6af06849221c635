; Makes the demo's two pictures: the content from the photograph that GIMP shows while it starts, the style from
; strokes of the brush along a whirling field. Needs the definitions content-file and style-file; no content is made where
; content-file is "".

(define (demo-save image file)
  (gimp-image-flatten image)
  (gimp-file-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-layer image)) file file))

(define (demo-content)
  (let* ((file (string-append gimp-data-directory "/images/gimp-splash.png"))
         (image (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (width (car (gimp-image-width image)))
         (height (car (gimp-image-height image))))
    ; The part with the mushrooms, without the lettering.
    (gimp-image-crop image (round (* 0.46 width)) (round (* 0.62 height)) (round (* 0.09 width)) (round (* 0.21 height)))
    (gimp-image-scale image 512 (round (/ (* 512 0.62 height) (* 0.46 width))))
    (demo-save image content-file)))

(define demo-size 512)
(define demo-pi 3.14159265)

; A small generator of its own: the same strokes everywhere.
(define demo-seed 1)
(define (demo-random)
  (set! demo-seed (modulo (+ (* demo-seed 16807) 11) 2147483647))
  (/ demo-seed 2147483647))
(define (demo-between low high) (+ low (* (demo-random) (- high low))))

; Where the field whirls: x, y, reach.
(define demo-whirls '((150 140 120) (390 110 80) (330 350 150) (70 400 90) (470 470 70)))

(define (demo-distance x y whirl)
  (let ((dx (- x (car whirl))) (dy (- y (cadr whirl)))) (sqrt (+ (* dx dx) (* dy dy)))))

; How near a point is to a whirl: 1 in its middle, 0 far away.
(define (demo-nearness x y whirl)
  (let ((d (/ (demo-distance x y whirl) (caddr whirl)))) (exp (- (* d d)))))

; The field's direction: along a slanting stream, and around each whirl near it.
(define (demo-angle x y)
  (let ((vx 0.35) (vy (* 0.2 (sin (/ x 60)))))
    (for-each
      (lambda (whirl)
        (let ((near (* 3 (demo-nearness x y whirl))) (d (max 1 (demo-distance x y whirl))))
          (set! vx (- vx (* near (/ (- y (cadr whirl)) d))))
          (set! vy (+ vy (* near (/ (- x (car whirl)) d))))))
      demo-whirls)
    (atan vy vx)))

(define demo-deep '((18 32 92) (24 58 130) (32 88 160) (14 24 64) (44 120 170) (22 92 110)))
(define demo-bright '((250 208 60) (244 160 38) (232 98 40) (255 232 150) (214 60 52) (250 190 90)))
(define demo-between-colours '((70 160 170) (120 190 160) (190 210 150) (90 130 190)))

(define (demo-pick colours) (list-ref colours (min (- (length colours) 1) (truncate (* (demo-random) (length colours))))))

(define (demo-colour x y)
  (let ((near (apply max (map (lambda (whirl) (demo-nearness x y whirl)) demo-whirls))) (chance (demo-between -0.15 0.15)))
    (demo-pick
      (cond ((> (+ near chance) 0.6) demo-bright) ((> (+ near chance) 0.35) demo-between-colours) (else demo-deep)))))

; One stroke of some steps along the field.
(define (demo-stroke layer size steps)
  (let* ((x (demo-between -20 (+ demo-size 20))) (y (demo-between -20 (+ demo-size 20)))
         (points (make-vector (* 2 steps) 0.0)))
    (gimp-context-set-foreground (demo-colour x y))
    (gimp-context-set-brush-size size)
    (do ((i 0 (+ i 1))) ((= i steps))
      (vector-set! points (* 2 i) x)
      (vector-set! points (+ 1 (* 2 i)) y)
      (let ((angle (demo-angle x y)))
        (set! x (+ x (* 7 (cos angle))))
        (set! y (+ y (* 7 (sin angle))))))
    (gimp-paintbrush-default layer (* 2 steps) points)))

(define (demo-strokes layer count size steps)
  (do ((i 0 (+ i 1))) ((= i count)) (demo-stroke layer (* size (demo-between 0.8 1.2)) steps)))

(define (demo-style)
  (let* ((image (car (gimp-image-new demo-size demo-size RGB)))
         (layer (car (gimp-layer-new image demo-size demo-size RGB-IMAGE "strokes" 100 LAYER-MODE-NORMAL)))
         (brush (car (gimp-brush-new "demo"))))
    (gimp-image-undo-disable image)
    (gimp-image-insert-layer image layer 0 0)
    (gimp-context-push)
    (gimp-context-set-defaults)
    (gimp-context-set-background '(20 40 100))
    (gimp-drawable-fill layer FILL-BACKGROUND)
    (gimp-brush-set-shape brush BRUSH-GENERATED-CIRCLE)
    (gimp-brush-set-hardness brush 0.85)
    (gimp-brush-set-radius brush 20)
    (gimp-context-set-brush brush)
    (gimp-context-set-opacity 100)
    (demo-strokes layer 600 16 7)
    (demo-strokes layer 900 9 6)
    (demo-strokes layer 500 5 5)
    (gimp-context-pop)
    (gimp-brush-delete brush)
    ; Light from the upper left makes the strokes stand out like thick paint.
    (demo-relief image layer)
    (demo-save image style-file)))

(define (demo-relief image layer)
  (let* ((relief (car (gimp-layer-copy layer FALSE))))
    (gimp-image-insert-layer image relief 0 0)
    (gimp-drawable-desaturate relief DESATURATE-LUMA)
    (plug-in-emboss RUN-NONINTERACTIVE image relief 135 30 4 1)
    (gimp-layer-set-mode relief LAYER-MODE-SOFTLIGHT)
    (gimp-layer-set-opacity relief 80)))

(if (not (string=? content-file "")) (demo-content))
(demo-style)
