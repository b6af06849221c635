/// What a network's first convolution expects: data of the weights file, because networks were trained on different
/// kinds of input.
///
/// The input is `(sRGB · scale − mean) / standardDeviation` per channel, in the order of `channelOrder`.
public struct InputConvention: Hashable, Sendable {
    /// The order of the three input channels.
    public enum ChannelOrder: String, Sendable {
        /// Red, green, blue.
        case rgb
        /// Blue, green, red.
        case bgr
    }

    /// The order of the input channels.
    public var channelOrder: ChannelOrder
    /// What sRGB 0…1 is multiplied by: 1 or 255.
    public var scale: Float
    /// Subtracted from each channel after scaling; three values in the order of the input channels.
    public var mean: [Float]
    /// What each channel is divided by at last; three values in the order of the input channels.
    public var standardDeviation: [Float]

    /// A convention of its parts.
    public init(channelOrder: ChannelOrder, scale: Float, mean: [Float], standardDeviation: [Float]) {
        self.channelOrder = channelOrder
        self.scale = scale
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// The convention of Oxford's own weights, which Keras uses too: BGR, 0…255, minus ImageNet's mean colour.
    public static let keras = InputConvention(
        channelOrder: .bgr, scale: 255, mean: [103.939, 116.779, 123.68], standardDeviation: [1, 1, 1])

    /// The convention of torchvision's weights: RGB, 0…1, normalised to ImageNet's mean and deviation.
    public static let torchvision = InputConvention(
        channelOrder: .rgb, scale: 1, mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
}

/// The convention as a weights file's metadata.
extension InputConvention {
    /// The metadata's keys.
    enum Key {
        static let channelOrder = "input.channel_order"
        static let scale = "input.scale"
        static let mean = "input.mean"
        static let standardDeviation = "input.standard_deviation"
    }

    /// The convention as keys and values. Numbers are written so that reading them gives the same `Float`.
    var metadata: [String: String] {
        [
            Key.channelOrder: channelOrder.rawValue,
            Key.scale: "\(scale)",
            Key.mean: mean.map { "\($0)" }.joined(separator: " "),
            Key.standardDeviation: standardDeviation.map { "\($0)" }.joined(separator: " "),
        ]
    }

    /// The convention that metadata tell of.
    ///
    /// - Throws: `WeightError.notOurs` for the first key that is missing or makes no sense.
    init(metadata: [String: String], path: String) throws(WeightError) {
        func numbers(_ key: String, count: Int, positive: Bool) throws(WeightError) -> [Float] {
            let words = metadata[key]?.split(separator: " ") ?? []
            let values = words.compactMap { Float($0) }
            guard
                words.count == count, values.count == count,
                values.allSatisfy({ $0.isFinite && (!positive || $0 > 0) })
            else { throw .notOurs(path: path, key: key) }
            return values
        }
        guard let channelOrder = metadata[Key.channelOrder].flatMap(ChannelOrder.init) else {
            throw .notOurs(path: path, key: Key.channelOrder)
        }
        self.init(
            channelOrder: channelOrder,
            scale: try numbers(Key.scale, count: 1, positive: true)[0],
            mean: try numbers(Key.mean, count: 3, positive: false),
            standardDeviation: try numbers(Key.standardDeviation, count: 3, positive: true))
    }
}
