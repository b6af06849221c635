import COpenBLAS
import Glibc
import NSTThreads

/// The 3×3 convolution with stride 1 and zero padding 1, as VGG uses it, on feature maps `[height, width, channels]`.
///
/// Each block of pixels is unrolled into rows of 9·C values (im2col) and multiplied with the weights by OpenBLAS. It is
/// the straightforward form, which stays as the oracle for faster ones.
public enum Convolution {
    /// The unrolled block of one thread has about this many bytes: small enough for the second-level cache.
    private static let blockBytes = 1 << 20

    /// How many pixels a block has for a feature map of `channels` channels.
    private static func pixelsPerBlock(channels: Int) -> Int {
        min(1024, max(64, blockBytes / (9 * channels * MemoryLayout<Float>.stride)))
    }

    /// Values of scratch memory that `apply` needs.
    public static func scratchCount(inputChannels: Int, threads: Int) -> Int {
        threads * pixelsPerBlock(channels: inputChannels) * 9 * inputChannels
    }

    /// `output[y, x, n] = bias[n] + Σ input[y+j−1, x+i−1, c] · weights[j, i, c, n]`, and then the ReLU if asked for.
    ///
    /// - Parameters:
    ///   - input: `[height, width, inputChannels]`; must not overlap `output`.
    ///   - weights: `[3, 3, inputChannels, outputChannels]`, as `packForward` or `packBackward` make them.
    ///   - bias: `[outputChannels]`, or `nil` for none.
    ///   - output: `[height, width, outputChannels]`, overwritten.
    ///   - rectify: Whether negative results become zero (ReLU).
    ///   - scratch: `scratchCount` values.
    public static func apply(
        input: UnsafePointer<Float>, height: Int, width: Int, inputChannels: Int,
        weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
        output: UnsafeMutablePointer<Float>, outputChannels: Int, rectify: Bool,
        scratch: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        let pixels = height * width
        let rowLength = 9 * inputChannels
        let blockPixels = pixelsPerBlock(channels: inputChannels)
        pool.run((pixels + blockPixels - 1) / blockPixels) { thread, item in
            let unrolled = scratch + thread * blockPixels * rowLength
            let start = item * blockPixels
            let count = min(blockPixels, pixels - start)
            unroll(
                input, height: height, width: width, channels: inputChannels, pixels: start..<(start + count),
                into: unrolled)
            let block = output + start * outputChannels
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(count), blasint(outputChannels), blasint(rowLength),
                1, unrolled, blasint(rowLength), weights, blasint(outputChannels), 0, block, blasint(outputChannels))
            finish(block, count: count, channels: outputChannels, bias: bias, rectify: rectify)
        }
    }

    /// Copies the 3×3 neighbourhood of each pixel into one row of 9·`channels` values, zero outside the map.
    private static func unroll(
        _ input: UnsafePointer<Float>, height: Int, width: Int, channels: Int, pixels: Range<Int>,
        into rows: UnsafeMutablePointer<Float>
    ) {
        let bytes = MemoryLayout<Float>.stride
        var row = rows
        for pixel in pixels {
            let (y, x) = (pixel / width, pixel % width)
            // With the channels innermost, the three neighbours of one line stand side by side in memory.
            let left = x == 0 ? 1 : 0
            let right = x == width - 1 ? 1 : 0
            for j in 0..<3 {
                let sourceY = y + j - 1
                let line = row + j * 3 * channels
                guard sourceY >= 0, sourceY < height else {
                    memset(line, 0, 3 * channels * bytes)
                    continue
                }
                if left == 1 { memset(line, 0, channels * bytes) }
                if right == 1 { memset(line + 2 * channels, 0, channels * bytes) }
                memcpy(
                    line + left * channels, input + (sourceY * width + x - 1 + left) * channels,
                    (3 - left - right) * channels * bytes)
            }
            row += 9 * channels
        }
    }

    private static func finish(
        _ block: UnsafeMutablePointer<Float>, count: Int, channels: Int, bias: UnsafePointer<Float>?, rectify: Bool
    ) {
        guard bias != nil || rectify else { return }
        for pixel in 0..<count {
            let line = block + pixel * channels
            if let bias {
                for channel in 0..<channels { line[channel] += bias[channel] }
            }
            if rectify {
                for channel in 0..<channels { line[channel] = line[channel] > 0 ? line[channel] : 0 }
            }
        }
    }

    /// Brings weights from `[output, input, 3, 3]` (PyTorch's order) to `[3, 3, input, output]` for the forward pass.
    ///
    /// - Parameters:
    ///   - weights: `[outputChannels, inputChannels, 3, 3]`.
    ///   - packed: Room for as many values, overwritten.
    public static func packForward(
        _ weights: UnsafePointer<Float>, outputChannels: Int, inputChannels: Int,
        into packed: UnsafeMutablePointer<Float>
    ) {
        for output in 0..<outputChannels {
            for input in 0..<inputChannels {
                let kernel = weights + (output * inputChannels + input) * 9
                for tap in 0..<9 { packed[(tap * inputChannels + input) * outputChannels + output] = kernel[tap] }
            }
        }
    }

    /// Brings weights from `[output, input, 3, 3]` to the `[3, 3, output, input]` of the backward pass.
    ///
    /// The gradient with respect to the input is the convolution of the output's gradient with the kernels turned by
    /// 180° and the channels' roles exchanged; `apply` computes it with these weights and no bias.
    public static func packBackward(
        _ weights: UnsafePointer<Float>, outputChannels: Int, inputChannels: Int,
        into packed: UnsafeMutablePointer<Float>
    ) {
        for output in 0..<outputChannels {
            for input in 0..<inputChannels {
                let kernel = weights + (output * inputChannels + input) * 9
                for tap in 0..<9 { packed[((8 - tap) * outputChannels + output) * inputChannels + input] = kernel[tap] }
            }
        }
    }
}
