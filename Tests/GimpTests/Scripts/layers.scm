; Where styles come from and where paintings go: groups, masks, results, records, continuations. The harness defines
; `folder`, which may be written to.

(define quick "size=48 iterations=4 scales=1")

(define (record layer)
  (caddr (car (gimp-item-get-parasite layer "neural-style-transfer"))))

; Whether a layer has a record.
(define (recorded layer)
  (let ((names (vector->list (list->vector (cadr (gimp-item-get-parasite-list layer))))))
    (if (member "neural-style-transfer" names) "recorded" "bare")))

(define (continue-painting image layer iterations)
  (car (plug-in-neural-style-transfer-continue RUN-NONINTERACTIVE image layer iterations)))

; Runs `thunk`, which makes a layer; writes down `describe` of it, or what went wrong.
(define (try-case name thunk describe)
  (let ((outcome (attempt thunk)))
    (if (car outcome)
      (apply write-line name "ok" (describe (cdr outcome)))
      (write-line name "error" (cdr outcome)))
    outcome))

(define (name-of layer) (list (car (gimp-item-get-name layer))))

; A layer group at the bottom of an image with two opaque layers, "warm" and "cold", of one colour pair each.
(define (style-group image)
  (let ((group (car (gimp-layer-group-new image))))
    (gimp-item-set-name group "palette")
    (gimp-image-insert-layer image group 0 (layer-count image))
    (for-each
      (lambda (style)
        (let ((layer (add-layer image (car style) 48 40 RGBA-IMAGE (cadr style) (caddr style))))
          (gimp-image-reorder-item image layer group 0)))
      '(("cold" (0 40 200) (90 200 240)) ("warm" (220 40 0) (250 220 40))))
    group))

(define (child group index) (vector-ref (cadr (gimp-item-get-children group)) index))

; A mask that is white on the left, falls off softly around `x` and is black on the right.
(define (add-soft-mask image layer x)
  (let ((mask (car (gimp-layer-create-mask layer ADD-MASK-BLACK))))
    (gimp-layer-add-mask layer mask)
    (gimp-context-set-feather TRUE)
    (gimp-context-set-feather-radius 8 8)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE -40 -40 (+ 40 x) 200)
    (gimp-context-set-foreground '(255 255 255))
    (gimp-drawable-edit-fill mask FILL-FOREGROUND)
    (gimp-selection-none image)
    (gimp-context-set-feather FALSE)
    mask))

; ---- several styles

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (group (style-group image)))
  (gimp-layer-set-opacity (child group 0) 30)
  (try-case "group" (lambda () (paint image content group quick)) name-of)
  (gimp-item-set-visible (child group 0) FALSE)
  (try-case "group with a hidden layer" (lambda () (paint image content group quick)) name-of)
  (gimp-item-set-visible (child group 1) FALSE)
  (fails "group that shows nothing" image content group quick)
  (gimp-item-set-visible (child group 0) TRUE)
  (gimp-item-set-visible (child group 1) TRUE)
  (add-soft-mask image (child group 0) 24)
  (try-case "soft mask" (lambda () (paint image content group quick)) name-of)
  (try-case "region"
    (lambda () (paint image content (child group 0) "size=64 iterations=100 scales=1 strength=75 smoothness=0"))
    (lambda (layer) (list (pixel layer 4 24) (pixel layer 58 24))))
  ; The mask is black where the selection is.
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 44 0 20 48)
  (fails "mask elsewhere" image content (child group 0) quick))

; ---- where the painting goes

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (style (style-group image))
       (before (layer-count image)))
  (gimp-context-set-feather TRUE)
  (gimp-context-set-feather-radius 8 8)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 32 48)
  (gimp-context-set-feather FALSE)
  (try-case "replace"
    (lambda () (paint image content style (string-append quick " init=noise seed=5 result=replace")))
    (lambda (layer)
      (list (if (= layer content) "same layer" "another layer") (- (layer-count image) before)
            (pixel layer 8 24) (pixel layer 60 24) (recorded layer))))
  (gimp-selection-none image)
  (gimp-item-set-lock-content content TRUE)
  (fails "replace what is locked" image content style (string-append quick " result=replace"))
  (try-case "new layer above what is locked" (lambda () (paint image content style quick)) name-of)
  (let ((outcome (attempt (lambda () (continue-painting image content 2)))))
    (write-line "continue what was replaced" (if (car outcome) "ok" "error") (cdr outcome))))

(let* ((both (picture 64 48 "view")) (image (car both)) (style (style-group image)))
  (fails "replace a group" image style (cadr both) (string-append quick " result=replace")))

(let* ((image (new-image 64 48 RGB PRECISION-U16-GAMMA))
       (content (add-layer image "view" 64 48 RGB-IMAGE '(200 60 30) '(20 90 180)))
       (style (cadr (picture 48 40 "waves"))))
  (gimp-image-set-resolution image 123 123)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 12 30 24)
  (try-case "image"
    (lambda () (paint image content style (string-append quick " result=image")))
    (lambda (layer)
      (let ((made (car (gimp-item-get-image layer))))
        (list (if (= made image) "same image" "another image") (layer-count made) (layer-count image)
              (car (gimp-image-get-precision made)) (join (gimp-drawable-offsets layer))
              (join (list (car (gimp-image-width made)) (car (gimp-image-height made))))
              (car (gimp-image-get-resolution made)) (recorded layer))))))

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (style (cadr (picture 48 40 "waves"))))
  (gimp-layer-set-opacity content 40)
  (gimp-layer-set-mode content LAYER-MODE-MULTIPLY)
  (gimp-item-set-visible content FALSE)
  (add-soft-mask image content 32)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 16 0 32 48)
  (try-case "mask, mode and opacity"
    (lambda () (paint image content style quick))
    (lambda (layer)
      (let ((mask (car (gimp-layer-get-mask layer))))
        (list (join (list (car (gimp-drawable-width mask)) (car (gimp-drawable-height mask))))
              (join (map (lambda (x) (string->number (pixel mask x 24))) '(0 16 31)))
              (join (map (lambda (x) (string->number (pixel (car (gimp-layer-get-mask content)) x 24))) '(16 32 47)))
              (round (car (gimp-layer-get-opacity layer))) (car (gimp-layer-get-mode layer))
              (car (gimp-item-get-visible layer)))))))

; ---- what is kept with the painting, and going on from it

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (style (style-group image))
       (options (string-append quick " seed=7 init=noise"))
       (file (string-append folder "/painted.xcf"))
       (painting (paint image content style options)))
  (write-line "record" "ok" (record painting))
  (try-case "continue" (lambda () (continue-painting image painting 3))
    (lambda (layer) (list (car (gimp-item-get-name layer)) (car (gimp-image-get-item-position image layer))
                          (recorded layer))))
  (gimp-file-save RUN-NONINTERACTIVE image painting file file)
  (let* ((again (car (gimp-file-load RUN-NONINTERACTIVE file file)))
         (painted (car (gimp-image-get-layer-by-name again "warm + cold ▸ view"))))
    (write-line "record after loading" "ok" (record painted) (if (= painted painting) "same number" "another number"))
    (try-case "continue after loading" (lambda () (continue-painting again painted 2)) name-of)
    (try-case "continue twice"
      (lambda () (continue-painting again (car (gimp-image-get-layer-by-name again "warm + cold ▸ view +2")) 3))
      name-of)
    (try-case "replay"
      (lambda () (paint again (car (gimp-image-get-layer-by-name again "view"))
                        (car (gimp-image-get-layer-by-name again "palette")) options))
      (lambda (layer) (list (pixel layer 3 3) (pixel layer 40 30) (pixel painted 3 3) (pixel painted 40 30))))
    (let ((outcome (attempt (lambda ()
            (continue-painting again (car (gimp-image-get-layer-by-name again "view")) 2)))))
      (write-line "continue no painting" (if (car outcome) "ok" "error") (cdr outcome)))))

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (style (picture 48 40 "waves"))
       (painting (paint image content (cadr style) quick)))
  (try-case "continue with another image's style" (lambda () (continue-painting image painting 2)) name-of)
  (gimp-image-delete (car style))
  (let ((outcome (attempt (lambda () (continue-painting image painting 2)))))
    (write-line "continue without the style" (if (car outcome) "ok" "error") (cdr outcome))))

; ---- looking inside the network

(define (look image layer maps gram filters)
  (car (plug-in-neural-style-look-inside RUN-NONINTERACTIVE image layer "relu2_1" maps gram filters 512 "")))

(define (names-in group)
  (map (lambda (layer) (car (gimp-item-get-name layer))) (vector->list (cadr (gimp-item-get-children group)))))

(define (try-look name base type)
  (let* ((image (new-image 64 48 base PRECISION-U8-GAMMA))
         (layer (add-layer image "view" 64 48 type '(200 60 30) '(20 90 180))))
    (try-case name (lambda () (look image layer 2 TRUE TRUE))
      (lambda (group)
        (let ((first (child group 0)))
          (list (car (gimp-item-get-name group)) (layer-count image) (car (gimp-image-get-item-position image group))
                (join (names-in group)) (join (gimp-drawable-offsets first))
                (join (list (car (gimp-drawable-width first)) (car (gimp-drawable-height first))))
                (car (gimp-drawable-type first))))))))

(try-look "look inside" RGB RGB-IMAGE)
(try-look "look inside grey" GRAY GRAYA-IMAGE)

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)))
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 12 30 24)
  (try-case "look inside a selection" (lambda () (look image content 1 FALSE FALSE))
    (lambda (group)
      (let ((first (child group 0)))
        (list (join (gimp-drawable-offsets first))
              (join (list (car (gimp-drawable-width first)) (car (gimp-drawable-height first)))))))))

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)) (count (layer-count image)))
  (let ((outcome (attempt (lambda ()
          (plug-in-neural-style-look-inside RUN-NONINTERACTIVE image content "relu9_9" 2 FALSE FALSE 512 "")))))
    (write-line "look inside no layer" (if (car outcome) "ok" "error") (cdr outcome)
      (if (= count (layer-count image)) "untouched" "touched"))))

(close-output-port results)
