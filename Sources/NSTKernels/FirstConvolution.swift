import NSTKernelTypes
import NSTThreads

/// The network's first convolution, from the picture's three channels, and back to the picture.
///
/// Winograd's method gains nothing with so few channels: each pixel's 27 values are written side by side and multiplied
/// with the weights, a row of the picture at a time.
public struct FirstConvolution: Sendable {
    /// 27 values of the neighbourhood, and a one that brings in the bias.
    private static let depth = 28
    /// Rows of the gradient that a thread turns into rows of the picture before it takes others.
    private static let stripRows = 32

    private let kernels: VectorKernels
    private let outputChannels: Int
    /// `[outputs / panel, 28, panel]`.
    private let forwardWeights: [Float]
    /// `[32 / panel, outputs, panel]`: column 3 · tap + c of 27, the rest is zero.
    private let backwardWeights: [Float]

    /// Columns of the product from which the picture's gradient is gathered.
    private static let tapColumns = 32

    /// Whether it can run with so many channels.
    public static func supports(_ kernels: VectorKernels, inputChannels: Int, outputChannels: Int) -> Bool {
        inputChannels == 3 && outputChannels % kernels.panel == 0
    }

    /// Packs weights.
    ///
    /// - Parameters:
    ///   - weights: `[outputChannels, 3, 3, 3]`.
    ///   - bias: `[outputChannels]`.
    ///   - gradientChannels: For each channel of the network's input, where the picture has it.
    ///   - gradientScale: For each channel of the network's input, its derivative by the picture's value.
    public init(
        weights: UnsafePointer<Float>, bias: UnsafePointer<Float>, outputChannels: Int, gradientChannels: [Int],
        gradientScale: [Float], kernels: VectorKernels
    ) {
        self.kernels = kernels
        self.outputChannels = outputChannels
        let panel = kernels.panel
        var forward = [Float](repeating: 0, count: Self.depth * outputChannels)
        var backward = [Float](repeating: 0, count: Self.tapColumns * outputChannels)
        for output in 0..<outputChannels {
            let place = output / panel * Self.depth * panel + output % panel
            for input in 0..<3 {
                for tap in 0..<9 {
                    let weight = weights[(output * 3 + input) * 9 + tap]
                    forward[place + (3 * tap + input) * panel] = weight
                    let column = 3 * tap + gradientChannels[input]
                    backward[(column / panel * outputChannels + output) * panel + column % panel] =
                        weight * gradientScale[input]
                }
            }
            forward[place + 27 * panel] = bias[output]
        }
        forwardWeights = forward
        backwardWeights = backward
    }

    /// Values of the padded input for a picture: `[height + 2, width + 2, 3]`, and one to read over its end.
    public static func inputCount(height: Int, width: Int) -> Int { (height + 2) * (width + 2) * 3 + 1 }

    /// Values of scratch memory that `threads` threads need.
    public static func scratchCount(width: Int, threads: Int) -> Int {
        threads * max(width * depth, 3 * (width + 2) * tapColumns)
    }

    /// The forward pass.
    ///
    /// - Parameters:
    ///   - input: `[height + 2, width + 2, 3]` with a border of zeros.
    ///   - unrectified: `[height, width, outputChannels]`, the result before the ReLU, or `nil`.
    ///   - output: `[height, width, outputChannels]`, after the ReLU.
    public func forward(
        _ input: UnsafePointer<Float>, height: Int, width: Int, unrectified: UnsafeMutablePointer<Float>?,
        output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        forwardWeights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pool.run(height) { thread, y in
                let rows = scratch + thread * width * Self.depth
                for x in 0..<width {
                    let row = rows + x * Self.depth
                    for j in 0..<3 {
                        let source = input + ((y + j) * (width + 2) + x) * 3
                        for index in 0..<9 { row[9 * j + index] = source[index] }
                    }
                    row[27] = 1
                }
                let target = output + y * width * outputChannels
                let product = unrectified.map { $0 + y * width * outputChannels } ?? target
                kernels.multiply(
                    Product(
                        a: rows, aStride: Self.depth, rows: width, depth: Self.depth, b: weights,
                        panels: outputChannels / kernels.panel, c: product, cStride: outputChannels))
                kernels.rectify(product, target, width * outputChannels)
            }
        }
    }

    /// The backward pass, to the picture's own channels and units.
    ///
    /// - Parameters:
    ///   - gradient: `[height, width, outputChannels]`, with respect to the result before the ReLU.
    ///   - image: `[height, width, 3]`, overwritten.
    public func backward(
        _ gradient: UnsafePointer<Float>, height: Int, width: Int, image: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        let rowSize = (width + 2) * Self.tapColumns
        let strips = (height + Self.stripRows - 1) / Self.stripRows
        backwardWeights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            pool.run(strips) { thread, strip in
                // The products of three rows, the oldest of which makes room for the next.
                let ring = scratch + thread * 3 * rowSize
                func products(_ y: Int) -> UnsafeMutablePointer<Float> { ring + (y + 3) % 3 * rowSize }
                func multiply(_ y: Int) {
                    let target = products(y)
                    guard y >= 0, y < height else {
                        target.update(repeating: 0, count: rowSize)
                        return
                    }
                    target.update(repeating: 0, count: Self.tapColumns)
                    (target + (width + 1) * Self.tapColumns).update(repeating: 0, count: Self.tapColumns)
                    kernels.multiply(
                        Product(
                            a: gradient + y * width * outputChannels, aStride: outputChannels, rows: width,
                            depth: outputChannels, b: weights, panels: Self.tapColumns / kernels.panel,
                            c: target + Self.tapColumns, cStride: Self.tapColumns))
                }
                let first = strip * Self.stripRows
                multiply(first - 1)
                multiply(first)
                for y in first..<min(height, first + Self.stripRows) {
                    multiply(y + 1)
                    gather(products(y + 1), products(y), products(y - 1), width: width, into: image + y * width * 3)
                }
            }
        }
    }

    /// Sums for each pixel what its nine neighbours have for it; `above` is that of the row below, which the pixel
    /// reached as its upper neighbour.
    private func gather(
        _ above: UnsafePointer<Float>, _ same: UnsafePointer<Float>, _ below: UnsafePointer<Float>, width: Int,
        into image: UnsafeMutablePointer<Float>
    ) {
        @inline(__always) func taps(_ products: UnsafePointer<Float>, _ x: Int, _ row: Int) -> SIMD4<Float> {
            // Tap i stands in the neighbour to the right for i = 0, in the one to the left for i = 2.
            let pixel = products + x * Self.tapColumns + 9 * row
            return load(pixel + 2 * Self.tapColumns) + load(pixel + Self.tapColumns + 3) + load(pixel + 6)
        }
        @inline(__always) func load(_ place: UnsafePointer<Float>) -> SIMD4<Float> {
            UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Float>.self)
        }
        for x in 0..<width {
            let sum = taps(above, x, 0) + taps(same, x, 1) + taps(below, x, 2)
            image[3 * x] = sum[0]
            image[3 * x + 1] = sum[1]
            image[3 * x + 2] = sum[2]
        }
    }
}
