import NSTPictures

/// An 8-bit picture: three parts of a ramp per channel and one part noise.
package struct PictureRecipe: Decodable, Sendable {
    package let seed: UInt64
    package let height: Int
    package let width: Int

    package init(seed: UInt64, height: Int, width: Int) {
        (self.seed, self.height, self.width) = (seed, height, width)
    }

    package var bytes: [UInt8] {
        var random = SplitMix64(seed: seed)
        var result: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let right = 255 * x / max(1, width - 1)
                let down = 255 * y / max(1, height - 1)
                for ramp in [right, down, 255 - (right + down) / 2] {
                    result.append(UInt8((3 * ramp + Int(random.next() >> 56)) / 4))
                }
            }
        }
        return result
    }

    package var image: RGBImage { RGBImage(height: height, width: width, bytes: bytes) }
}

/// An 8-bit mask: about a third zero, then a noisy slope, then a third 255.
package struct MaskRecipe: Decodable, Sendable {
    package enum Direction: String, Decodable, Sendable { case right, down }

    package let seed: UInt64
    package let height: Int
    package let width: Int
    package let towards: Direction

    package init(seed: UInt64, height: Int, width: Int, towards: Direction) {
        (self.seed, self.height, self.width, self.towards) = (seed, height, width, towards)
    }

    /// The mask; `nil` for a size that is none.
    package var mask: Mask? {
        var random = SplitMix64(seed: seed)
        var values: [Float] = []
        for y in 0..<height {
            for x in 0..<width {
                let ramp = towards == .right ? 255 * x / max(1, width - 1) : 255 * y / max(1, height - 1)
                values.append(Float(Double(min(255, max(0, 3 * ramp - 255 + Int(random.next() >> 57)))) / 255))
            }
        }
        return Mask(height: height, width: width, values: values)
    }
}

extension RGBImage {
    /// A picture from 8-bit values, divided in `Double` and rounded once as the fixtures' generator does.
    package init(height: Int, width: Int, bytes: [UInt8]) {
        self.init(height: height, width: width) { values in
            for (index, byte) in bytes.enumerated() { values[index] = Float(Double(byte) / 255) }
        }
    }

    /// The picture with its colours pulled together, so that a match of colours stays within the gamut.
    package func softer(by factor: Float) -> RGBImage {
        var image = self
        image.values = values.enumerated().map { index, value in
            let spread: [Float] = [0.5, 1, 0.7]
            return 0.5 + factor * (value - 0.5) * spread[index % 3]
        }
        return image
    }
}
