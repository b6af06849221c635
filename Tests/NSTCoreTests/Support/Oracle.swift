/// The layers and losses once more, as plain loops in double precision: what the kernels are held against.
enum Oracle {
    /// A feature map `[height, width, channels]`, channels innermost.
    struct Map {
        var height: Int
        var width: Int
        var channels: Int
        var values: [Double]

        init(height: Int, width: Int, channels: Int, values: [Double]? = nil) {
            self.height = height
            self.width = width
            self.channels = channels
            self.values = values ?? [Double](repeating: 0, count: height * width * channels)
        }

        subscript(y: Int, x: Int, c: Int) -> Double {
            get { values[(y * width + x) * channels + c] }
            set { values[(y * width + x) * channels + c] = newValue }
        }
    }

    /// One value of the 3×3 convolution with zero padding; `weights` are `[outputs, inputs, 3, 3]`.
    static func convolution(_ input: Map, _ weights: [Float], _ bias: [Float], at y: Int, _ x: Int, _ n: Int) -> Double
    {
        var sum = Double(bias[n])
        for j in max(0, 1 - y)..<min(3, input.height + 1 - y) {
            for i in max(0, 1 - x)..<min(3, input.width + 1 - x) {
                for c in 0..<input.channels {
                    sum += input[y + j - 1, x + i - 1, c] * Double(weights[((n * input.channels + c) * 3 + j) * 3 + i])
                }
            }
        }
        return sum
    }

    static func convolution(_ input: Map, _ weights: [Float], _ bias: [Float]) -> Map {
        var output = Map(height: input.height, width: input.width, channels: bias.count)
        for y in 0..<output.height {
            for x in 0..<output.width {
                for n in 0..<bias.count { output[y, x, n] = convolution(input, weights, bias, at: y, x, n) }
            }
        }
        return output
    }

    static func rectified(_ input: Map) -> Map {
        var output = input
        for index in output.values.indices { output.values[index] = max(0, output.values[index]) }
        return output
    }

    /// 2×2 pooling with stride 2; an odd last row or column is left out.
    static func pooled(_ input: Map, maximum: Bool) -> Map {
        var output = Map(height: input.height / 2, width: input.width / 2, channels: input.channels)
        for y in 0..<output.height {
            for x in 0..<output.width {
                for c in 0..<output.channels {
                    let four = [
                        input[2 * y, 2 * x, c], input[2 * y, 2 * x + 1, c], input[2 * y + 1, 2 * x, c],
                        input[2 * y + 1, 2 * x + 1, c],
                    ]
                    output[y, x, c] = maximum ? four.reduce(-.infinity, max) : four.reduce(0, +) / 4
                }
            }
        }
        return output
    }

    /// Gatys et al. 2015, eq. 3, with a weight for each pixel (all one without): `[channels, channels]`.
    static func gram(_ map: Map, weights: [Double]? = nil) -> [Double] {
        var result = [Double](repeating: 0, count: map.channels * map.channels)
        for p in 0..<(map.height * map.width) {
            let weight = weights?[p] ?? 1
            for i in 0..<map.channels {
                for j in 0..<map.channels {
                    let product = map.values[p * map.channels + i] * map.values[p * map.channels + j]
                    result[i * map.channels + j] += weight * product
                }
            }
        }
        return result
    }

    /// Σ of what the differences to the right and lower neighbour cost, without the last row and column: half their squares,
    /// if nothing else is said.
    static func totalVariation(_ image: Map, cost: (Double) -> Double = { $0 * $0 / 2 }) -> Double {
        var sum = 0.0
        for y in 0..<max(0, image.height - 1) {
            for x in 0..<max(0, image.width - 1) {
                for c in 0..<image.channels {
                    let right = image[y, x, c] - image[y, x + 1, c]
                    let down = image[y, x, c] - image[y + 1, x, c]
                    sum += cost(right) + cost(down)
                }
            }
        }
        return sum
    }

    /// The gradient of a function by central differences, `(f(x + h) − f(x − h)) / 2h` for every component.
    ///
    /// In double precision with h = 1e-5 both errors, h² and rounding over h, stay below about 1e-9 of the values.
    static func gradient(at point: Map, step: Double = 1e-5, _ function: (Map) -> Double) -> [Double] {
        var probe = point
        return point.values.indices.map { index in
            probe.values[index] = point.values[index] + step
            let above = function(probe)
            probe.values[index] = point.values[index] - step
            let below = function(probe)
            probe.values[index] = point.values[index]
            return (above - below) / (2 * step)
        }
    }
}

extension Oracle.Map {
    /// A map with the values of a single-precision array.
    init(height: Int, width: Int, channels: Int, _ values: [Float]) {
        self.init(height: height, width: width, channels: channels, values: values.map(Double.init))
    }
}
