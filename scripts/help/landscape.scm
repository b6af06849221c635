; Draws the content of the help's pictures: a house below hills, an evening sky and a tree. Needs the definition
; content-file.

(define width 384)
(define height 256)
(define image (car (gimp-image-new width height RGB)))
(define layer (car (gimp-layer-new image width height RGB-IMAGE "landscape" 100 LAYER-MODE-NORMAL)))

; Fills what a selection leaves with a gradient from above to below, and selects nothing.
(define (fill upper lower top bottom)
  (gimp-context-set-foreground upper)
  (gimp-context-set-background lower)
  (gimp-context-set-gradient-fg-bg-rgb)
  (gimp-drawable-edit-gradient-fill layer GRADIENT-LINEAR 0 FALSE 1 0 TRUE 0 top 0 bottom)
  (gimp-selection-none image))

(define (select-polygon . coordinates)
  (gimp-image-select-polygon image CHANNEL-OP-REPLACE (length coordinates) (list->vector coordinates)))

(define (select-circle x y radius)
  (gimp-image-select-ellipse image CHANNEL-OP-REPLACE (- x radius) (- y radius) (* 2 radius) (* 2 radius)))

; A hill: everything below a wave that is `swing` high, `long` long and begins at `phase`.
(define (select-hill level swing long phase)
  (let ((points '()))
    (do ((x 0 (+ x 8))) ((> x width))
      (set! points (append points (list x (+ level (* swing (sin (+ phase (/ x long)))))))))
    (apply select-polygon (append points (list width height 0 height)))))

(gimp-image-undo-disable image)
(gimp-image-insert-layer image layer 0 0)
(gimp-context-push)
(gimp-context-set-defaults)
(fill '(70 120 200) '(250 210 160) 0 150)
(select-circle 290 70 26)
(fill '(255 244 200) '(255 226 150) 44 96)
(select-hill 130 22 60 0)
(fill '(120 140 180) '(90 120 140) 105 200)
(select-hill 165 16 45 2)
(fill '(90 140 90) '(60 110 60) 150 220)
(select-hill 205 10 70 4)
(fill '(140 160 70) '(80 110 40) 195 256)
; The house, its roof, door and window.
(select-polygon 90 170 170 170 170 222 90 222)
(fill '(240 232 216) '(214 200 180) 170 222)
(select-polygon 80 172 130 132 180 172)
(fill '(190 70 50) '(140 40 36) 132 172)
(select-polygon 104 192 122 192 122 222 104 222)
(fill '(96 64 44) '(70 44 30) 192 222)
(select-polygon 138 186 158 186 158 204 138 204)
(fill '(110 150 190) '(190 210 220) 186 204)
; The tree.
(select-polygon 298 224 304 160 312 160 318 224)
(fill '(90 66 46) '(60 42 30) 160 224)
(for-each
  (lambda (place)
    (apply select-circle place)
    (fill '(96 150 70) '(40 84 40) (- (cadr place) (caddr place)) (+ (cadr place) (caddr place))))
  '((288 150 24) (330 148 24) (308 126 30) (300 162 20) (322 164 18)))
(gimp-context-pop)
(gimp-file-save RUN-NONINTERACTIVE image layer content-file content-file)
