import NSTPictures

/// How far a style picture is turned, anticlockwise: strokes in other directions than the painter's own.
enum Turning: Int, CaseIterable, Sendable {
    case upright
    case left
    case upsideDown
    case right

    /// Whether rows become columns.
    var swapsSides: Bool { self == .left || self == .right }

    /// The size of a picture that is turned so.
    func extent(of extent: Extent) -> Extent {
        swapsSides ? Extent(height: extent.width, width: extent.height) : extent
    }

    /// The number of the pixel of the upright picture that lies at a place of the turned one.
    ///
    /// - Parameter size: That of the turned picture.
    func upright(y: Int, x: Int, in size: Extent) -> Int {
        switch self {
        case .upright: y * size.width + x
        case .left: x * size.height + size.height - 1 - y
        case .upsideDown: (size.height - 1 - y) * size.width + size.width - 1 - x
        case .right: (size.width - 1 - x) * size.height + y
        }
    }
}

/// A style picture as a network sees it: which, and how it is turned.
struct StyleView {
    let number: Int
    let turning: Turning
}

extension RGBImage {
    /// The picture, turned.
    func turned(_ turning: Turning) -> RGBImage {
        guard turning != .upright else { return self }
        let size = turning.extent(of: extent)
        var turned = RGBImage(height: size.height, width: size.width)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let (target, source) = (3 * (y * size.width + x), 3 * turning.upright(y: y, x: x, in: size))
                for channel in 0..<3 { turned.values[target + channel] = values[source + channel] }
            }
        }
        return turned
    }
}
