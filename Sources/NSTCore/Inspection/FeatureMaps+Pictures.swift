import NSTPictures

extension FeatureMaps {
    /// One channel's map in greys, as large as the map: black is its least value, white its greatest. A map that is the
    /// same everywhere is black.
    public func picture(ofChannel channel: Int) -> RGBImage {
        RGBImage(grey: Self.stretched(map(ofChannel: channel)), extent: extent)
    }

    /// The same as large as a picture that the network saw reduced, so that both can be laid over each other: each value
    /// covers the pixels of its cell.
    public func picture(ofChannel channel: Int, over extent: Extent) -> RGBImage {
        let small = picture(ofChannel: channel)
        let columns = (0..<extent.width).map { x in cell(x: x * picture.width / extent.width, y: 0).column }
        return RGBImage(height: extent.height, width: extent.width) { values in
            for y in 0..<extent.height {
                let row = cell(x: 0, y: y * picture.height / extent.height).row * self.extent.width
                for (x, column) in columns.enumerated() {
                    let target = 3 * (y * extent.width + x)
                    for channel in 0..<3 { values[target + channel] = small.values[3 * (row + column) + channel] }
                }
            }
        }
    }

    /// Where two channels are active together: the picture, lit by the magnitude of their maps' product. The brightest hundredth of
    /// the map shows the picture's own colours.
    ///
    /// - Parameter image: The picture that the network saw, at any size.
    public func product(of first: Int, and second: Int, over image: RGBImage) -> RGBImage {
        let (a, b) = (map(ofChannel: first), map(ofChannel: second))
        let products = zip(a, b).map { abs($0 * $1) }
        let sorted = products.sorted()
        var full = sorted[sorted.count * 99 / 100]
        if full <= 0 { full = sorted[sorted.count - 1] }
        let light = RGBImage(grey: products.map { full > 0 ? min(1, $0 / full) : 0 }, extent: extent)
            .resampled(to: image.extent)
        return RGBImage(height: image.height, width: image.width) { values in
            for index in values.indices {
                // The root shows more than the brightest spots.
                let brightness = light.values[index].squareRoot()
                values[index] = image.values[index] * (Self.ambient + (1 - Self.ambient) * brightness)
            }
        }
    }

    /// How light the picture is where the product is zero.
    private static let ambient: Float = 0.15

    /// Values brought to 0…1.
    private static func stretched(_ values: [Float]) -> [Float] {
        guard let least = values.min(), let greatest = values.max(), greatest > least else {
            return [Float](repeating: 0, count: values.count)
        }
        // Halves, because the range itself may be too large for a number.
        let range = greatest / 2 - least / 2
        return values.map { ($0 / 2 - least / 2) / range }
    }
}

extension RGBImage {
    /// A picture of greys, `[height, width]` values 0…1.
    init(grey: [Float], extent: Extent) {
        precondition(grey.count == extent.pixels)
        self.init(height: extent.height, width: extent.width) { values in
            for (pixel, value) in grey.enumerated() {
                for channel in 0..<3 { values[3 * pixel + channel] = value }
            }
        }
    }
}

extension RGBImage {
    /// The picture with each pixel as a square of `factor` pixels.
    func enlarged(by factor: Int) -> RGBImage {
        RGBImage(height: factor * height, width: factor * width) { values in
            for y in 0..<(factor * height) {
                for x in 0..<(factor * width) {
                    let (source, target) = (3 * (y / factor * width + x / factor), 3 * (y * factor * width + x))
                    for channel in 0..<3 { values[target + channel] = self.values[source + channel] }
                }
            }
        }
    }
}
