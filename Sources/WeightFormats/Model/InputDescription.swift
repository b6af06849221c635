/// What a network's input is, as far as a file tells: `(sRGB · scale − mean) / deviation`, channel by channel.
public struct InputDescription: Equatable, Sendable {
    /// Whether blue comes first.
    public var isBGR: Bool
    /// What sRGB 0…1 is multiplied by.
    public var scale: Float
    /// Three values in the order of the channels.
    public var mean: [Float]
    /// Three values in the order of the channels.
    public var deviation: [Float]

    /// A description of its parts.
    public init(isBGR: Bool, scale: Float, mean: [Float], deviation: [Float]) {
        self.isBGR = isBGR
        self.scale = scale
        self.mean = mean
        self.deviation = deviation
    }

    /// Oxford's own (Caffe's, Keras's): BGR, 0…255, minus ImageNet's mean colour.
    public static let oxford = InputDescription(
        isBGR: true, scale: 255, mean: [103.939, 116.779, 123.68], deviation: [1, 1, 1])

    /// torchvision's: RGB, 0…1, normalised to ImageNet's mean and deviation.
    public static let torchvision = InputDescription(
        isBGR: false, scale: 1, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
}
