/// A picture as a layer holds it, `[height, width, 4]`: sRGB 0…1 and alpha 0…1, not premultiplied.
package struct PixelBuffer: Equatable, Sendable {
    /// Rows.
    package let height: Int
    /// Columns.
    package let width: Int
    /// `(y * width + x) * 4 + c`, channels red, green, blue, alpha; always `4 · height · width` values.
    package let rgba: [Float]

    /// A picture from its values; `nil` where there aren't `4 · height · width` of them.
    package init?(height: Int, width: Int, rgba: [Float]) {
        guard height >= 0, width >= 0, rgba.count == 4 * height * width else { return nil }
        self.height = height
        self.width = width
        self.rgba = rgba
    }

    /// An RGB picture with an alpha channel `[height, width]`, or opaque where there is none.
    package init(_ image: RGBImage, alpha: [Float]? = nil) {
        height = image.height
        width = image.width
        let pixels = image.extent.pixels
        rgba = [Float](unsafeUninitializedCapacity: 4 * pixels) { rgba, count in
            for pixel in 0..<pixels {
                for channel in 0..<3 { rgba[4 * pixel + channel] = image.values[3 * pixel + channel] }
                rgba[4 * pixel + 3] = alpha.map { $0.count > pixel ? $0[pixel] : 1 } ?? 1
            }
            count = 4 * pixels
        }
    }

    /// The alpha channel, `[height, width]`.
    package var alpha: [Float] { (0..<(height * width)).map { rgba[4 * $0 + 3] } }

    /// Whether every pixel is (all but) fully transparent.
    package var isTransparent: Bool { !(0..<(height * width)).contains { rgba[4 * $0 + 3] > 1 / 512 } }

    /// The colours, put over the mean colour of what is visible; values outside 0…1 are clamped, NaN becomes 0.
    ///
    /// What a transparent pixel hides is arbitrary (often black) and must not become content or style.
    package var flattened: RGBImage {
        let pixels = height * width
        var sums = [0.0, 0.0, 0.0]
        var weight = 0.0
        func clamped(_ value: Float) -> Float { value > 0 ? min(1, value) : 0 }
        for pixel in 0..<pixels {
            let alpha = Double(clamped(rgba[4 * pixel + 3]))
            weight += alpha
            for channel in 0..<3 { sums[channel] += alpha * Double(clamped(rgba[4 * pixel + channel])) }
        }
        let mean = sums.map { weight > 0 ? Float($0 / weight) : 0 }
        return RGBImage(height: height, width: width) { values in
            for pixel in 0..<pixels {
                let alpha = clamped(rgba[4 * pixel + 3])
                for channel in 0..<3 {
                    let colour = clamped(rgba[4 * pixel + channel])
                    values[3 * pixel + channel] = mean[channel] + alpha * (colour - mean[channel])
                }
            }
        }
    }
}
