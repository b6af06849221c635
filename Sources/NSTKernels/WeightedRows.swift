import NSTKernelTypes

/// Some neighbouring pixels of a feature map, of which only those that count are handed on, times their weight.
struct WeightedRows {
    /// `[count, channels]`.
    private(set) var features: UnsafePointer<Float>
    /// How many pixels there are, or with weights, how many count.
    private(set) var count: Int
    /// Whether the features are a copy: where all pixels count fully, they are the map's own.
    private(set) var isCopied = false
    private let channels: Int

    /// Pixels that all count fully.
    init(features: UnsafePointer<Float>, count: Int, channels: Int) {
        self.features = features
        self.count = count
        self.channels = channels
    }

    /// Leaves out the pixels with weight zero, and multiplies the others with a function of theirs.
    ///
    /// - Parameters:
    ///   - weights: `[count]`.
    ///   - copy: Room for `count · channels` values.
    @inline(__always)
    mutating func apply(
        _ weights: UnsafePointer<Float>, copy: UnsafeMutablePointer<Float>, factor: (_ weight: Float) -> Float
    ) {
        guard (0..<count).contains(where: { weights[$0] != 1 }) else { return }
        var kept = 0
        for pixel in 0..<count where weights[pixel] > 0 {
            let (source, target, factor) = (features + pixel * channels, copy + kept * channels, factor(weights[pixel]))
            for channel in 0..<channels { target[channel] = factor * source[channel] }
            kept += 1
        }
        features = UnsafePointer(copy)
        count = kept
        isCopied = true
    }

    /// Writes what was computed for the pixels that count to their places, or adds it to what is there; the others' is
    /// zero.
    ///
    /// - Parameters:
    ///   - rows: `[count, channels]`.
    ///   - target: `[all, channels]`.
    ///   - weights: `[all]`.
    func spread(
        _ rows: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, where weights: UnsafePointer<Float>,
        of all: Int, accumulate: Bool, kernels: VectorKernels
    ) {
        var row = 0
        for pixel in 0..<all {
            let place = target + pixel * channels
            guard weights[pixel] > 0 else {
                if !accumulate { place.update(repeating: 0, count: channels) }
                continue
            }
            if accumulate {
                kernels.add(rows + row * channels, place, channels)
            } else {
                place.update(from: rows + row * channels, count: channels)
            }
            row += 1
        }
    }
}
