/// Feature maps computed as plainly as possible: `[channels, size, size]`.
struct FeatureOracle {
    var values: [Float]
    var channels: Int
    var size: Int

    /// The picture that `generate_networks.py` makes, too.
    static var image: FeatureOracle {
        var values: [Float] = []
        for channel in 0..<3 {
            for row in 0..<32 {
                for column in 0..<32 { values.append(Float((7 * row + 3 * column * column + 5 * channel) % 17 - 8)) }
            }
        }
        return FeatureOracle(values: values, channels: 3, size: 32)
    }

    /// A 3×3 convolution with zero padding of 1.
    mutating func convolve(_ kernel: [Float], _ bias: [Float]) {
        var result = [Float](repeating: 0, count: bias.count * size * size)
        for output in 0..<bias.count {
            for row in 0..<size {
                for column in 0..<size {
                    var sum = bias[output]
                    for input in 0..<channels {
                        for y in max(0, row - 1)...min(size - 1, row + 1) {
                            for x in max(0, column - 1)...min(size - 1, column + 1) {
                                let tap = (y - row + 1) * 3 + x - column + 1
                                sum +=
                                    kernel[(output * channels + input) * 9 + tap]
                                    * values[(input * size + y) * size + x]
                            }
                        }
                    }
                    result[(output * size + row) * size + column] = sum
                }
            }
        }
        (values, channels) = (result, bias.count)
    }

    mutating func rectify() { values = values.map { max(0, $0) } }

    /// The maximum of each 2×2 pixels.
    mutating func pool() {
        let half = size / 2
        var result: [Float] = []
        for channel in 0..<channels {
            for row in 0..<half {
                for column in 0..<half {
                    let corner = (channel * size + 2 * row) * size + 2 * column
                    result.append(
                        max(values[corner], values[corner + 1], values[corner + size], values[corner + size + 1]))
                }
            }
        }
        (values, size) = (result, half)
    }
}
