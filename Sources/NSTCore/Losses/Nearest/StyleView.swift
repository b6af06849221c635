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

    /// The places of a tile's core that a sample has chosen, and that count enough to offer their features, row by row.
    ///
    /// - Parameters:
    ///   - size: That of the whole map, turned.
    ///   - weights: How much the places of the upright map count.
    func places(_ place: MapPlace, in size: Extent, weights: PixelWeights, sample: PlaceSample) -> [(y: Int, x: Int)] {
        let least = weights.leastOffered
        var places: [(y: Int, x: Int)] = []
        for y in place.rows {
            for x in place.columns {
                let (row, column) = (place.top + y, place.left + x)
                // Turnings choose different places.
                guard sample.contains(row * size.width + column + turning.rawValue &* 977) else { continue }
                if let values = weights.values, values[turning.upright(y: row, x: column, in: size)] < least {
                    continue
                }
                places.append((y, x))
            }
        }
        return places
    }
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
