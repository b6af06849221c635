; Painting that works, and bad input, in one session of GIMP.

(define quick "size=48 iterations=12 scales=1")
; Content alone, started from itself: the picture must come back as it was, whatever its mode and precision.
(define identity "size=64 iterations=1 scales=1 style-weight=0 smoothness=0")

; Its colours aren't the content's, or a painting might be the content.
(define style
  (add-layer (new-image 48 40 RGB PRECISION-U8-GAMMA) "waves" 48 40 RGB-IMAGE '(240 220 40) '(60 20 110)))

; ---- modes and precisions

(define (mode-case name base precision type)
  (let* ((image (new-image 64 48 base precision))
         (layer (add-layer image "view" 64 48 type '(200 60 30) '(20 90 180))))
    (write-line (string-append name " content") "ok" 0 (colour image layer 4 4) (colour image layer 60 4))
    (succeeds name image layer style identity)))

(mode-case "rgb u8" RGB PRECISION-U8-GAMMA RGB-IMAGE)
(mode-case "rgb u8 linear" RGB PRECISION-U8-LINEAR RGB-IMAGE)
(mode-case "rgb u16" RGB PRECISION-U16-GAMMA RGB-IMAGE)
(mode-case "rgb float linear" RGB PRECISION-FLOAT-LINEAR RGB-IMAGE)
(mode-case "rgb u32 alpha" RGB PRECISION-U32-GAMMA RGBA-IMAGE)
(mode-case "grey u8" GRAY PRECISION-U8-GAMMA GRAY-IMAGE)
(mode-case "grey half alpha" GRAY PRECISION-HALF-LINEAR GRAYA-IMAGE)

; ---- a real painting, and where the layer goes

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)))
  (succeeds "style in another image" image content style quick)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 10 12 30 24)
  (succeeds "selection" image content style quick))

(let* ((both (picture 100 90 "base")) (image (car both))
       (layer (add-layer image "view" 64 48 RGB-IMAGE '(200 60 30) '(20 90 180))))
  (gimp-layer-set-offsets layer 13 21)
  (succeeds "offset" image layer (cadr both) quick))

(let* ((both (picture 64 48 "base")) (image (car both))
       (group (car (gimp-layer-group-new image)))
       (layer (car (gimp-layer-new image 64 48 RGBA-IMAGE "inside" 100 LAYER-MODE-NORMAL))))
  (gimp-image-insert-layer image group 0 0)
  (gimp-image-insert-layer image layer group 0)
  (gimp-context-set-foreground '(90 140 60))
  (gimp-drawable-fill layer FILL-FOREGROUND)
  (write-line "group id" "ok" 0 group)
  (succeeds "inside a group" image layer style quick)
  (succeeds "a group" image group style quick))

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)))
  (gimp-layer-add-alpha content)
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 32 48)
  (gimp-drawable-edit-clear content)
  (gimp-selection-none image)
  (succeeds "alpha" image content style quick))

(let* ((both (picture 48 40 "few colours")) (image (car both)) (content (picture 64 48 "view")))
  (gimp-image-convert-indexed image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 8 FALSE FALSE "")
  (succeeds "indexed style" (car content) (cadr content) (cadr both) quick)
  (fails "indexed content" image (cadr both) style quick))

(let* ((both (picture 64 48 "view")) (image (car both))
       (channel (car (gimp-channel-new image 64 48 "matte" 50 '(0 0 0)))))
  (gimp-image-insert-channel image channel 0 0)
  (succeeds "channel as the style" image (cadr both) channel quick)
  (fails "channel as the content" image channel style quick))

(let* ((both (picture 64 48 "view")) (image (car both)))
  (gimp-context-set-foreground '(0 255 0))
  (gimp-drawable-fill (cadr both) FILL-FOREGROUND)
  ; Set afterwards, so that the bytes stay and mean another colour.
  (gimp-image-set-color-profile-from-file image profile-file)
  (write-line "profile content" "ok" 0 (pixel (cadr both) 4 4))
  (succeeds "profile" image (cadr both) style identity))

; ---- bad input

(let* ((both (picture 64 48 "view")) (image (car both)) (content (cadr both)))
  (fails "no style" image content -1 quick)
  (fails "style is content" image content content quick)
  (fails "unknown option" image content style "siz=64")
  (fails "malformed option" image content style "size")
  (fails "out of range" image content style "size=5")
  (fails "not a number" image content style "tv-weight=nan")
  (fails "infinite" image content style "style-weight=inf")
  (fails "unknown layer" image content style "style-layers=relu9_9")
  (fails "layer of another network" image content style "content-layers=relu4_4")
  (fails "unknown network" image content style "network=alexnet")
  (fails "nothing to optimise" image content style "content-layers=none style-layers=none")
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 10 10)
  (let ((layer (add-layer image "aside" 20 20 RGB-IMAGE '(1 2 3) '(4 5 6))))
    (gimp-layer-set-offsets layer 40 20)
    (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 10 10)
    (fails "selection misses" image layer style quick))
  (let ((gone (car (gimp-layer-new image 20 20 RGB-IMAGE "gone" 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image gone 0 0)
    (gimp-image-remove-layer image gone)
    (fails "deleted style" image content gone quick)
    (fails "deleted content" image gone style quick)))

(define (size-case name width height)
  (let ((both (picture width height name)))
    (fails (string-append name " content") (car both) (cadr both) style quick)
    (let ((content (picture 64 48 "view")))
      (fails (string-append name " style") (car content) (cadr content) (cadr both) quick))))

(size-case "1×1" 1 1)
(size-case "3×2000" 3 2000)

(let* ((both (picture 64 48 "clear")) (image (car both)) (content (picture 64 48 "view")))
  (gimp-layer-add-alpha (cadr both))
  (gimp-drawable-edit-clear (cadr both))
  (fails "transparent content" image (cadr both) style quick)
  (fails "transparent style" (car content) (cadr content) (cadr both) quick))

(let ((both (picture 8192 8192 "huge")))
  (fails "too little memory" (car both) (cadr both) style "size=8192 memory=256M"))

(close-output-port results)
