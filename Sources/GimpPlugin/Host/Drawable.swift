/// A layer, mask or channel as the host describes it.
struct Drawable: Equatable {
    enum Kind { case layer, mask, channel }

    var id: Int32
    var image: Int32
    var kind: Kind
    var name: String
    /// In image coordinates.
    var bounds: Rectangle
    var isInIndexedImage: Bool
    var hasAlpha = true
    /// A layer group; its pixels are those of its projection.
    var isGroup = false
    /// By itself; a group around it may be hidden.
    var isVisible = true
    /// Whether its pixels, or those of a group around it, are locked.
    var isLocked = false
    /// The layer mask that is applied, if there is one; as large as the layer.
    var mask: Int32?
    /// The number inside its image that files keep, unlike `id`.
    var tattoo: Int32 = 0
    /// 0…1.
    var opacity = 1.0

    /// All of it, in its own coordinates.
    var whole: Rectangle { Rectangle(x: 0, y: 0, width: bounds.width, height: bounds.height) }
}

/// A rectangle of whole pixels.
struct Rectangle: Equatable, Codable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// What two rectangles share; `nil` where they don't meet.
    func intersection(_ other: Rectangle) -> Rectangle? {
        let (left, top) = (max(x, other.x), max(y, other.y))
        let (right, bottom) = (min(x + width, other.x + other.width), min(y + height, other.y + other.height))
        guard right > left, bottom > top else { return nil }
        return Rectangle(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// The same rectangle, moved.
    func moved(byX dx: Int, y dy: Int) -> Rectangle { Rectangle(x: x + dx, y: y + dy, width: width, height: height) }
}
