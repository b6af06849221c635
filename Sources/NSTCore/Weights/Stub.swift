public enum ChannelOrder: String, Sendable { case rgb, bgr }
public struct InputConvention: Sendable {
    public var channelOrder: ChannelOrder; public var scale: Float; public var mean: [Float];
    public var standardDeviation: [Float]
    public init(channelOrder: ChannelOrder, scale: Float, mean: [Float], standardDeviation: [Float]) {
        self.channelOrder = channelOrder; self.scale = scale; self.mean = mean;
        self.standardDeviation = standardDeviation
    }
}
public enum WeightError: Error { case x }
public struct WeightFile {
    public var architecture: Architecture; public var inputConvention: InputConvention
    public func withTensor<R>(_ n: String, _ b: (UnsafeBufferPointer<Float>) throws -> R) throws(WeightError) -> R {
        throw .x
    }
}
public struct WeightsFolder: Sendable { public init() {}; public func file(for a: Architecture) throws(WeightError) -> String { throw .x } }
extension WeightFile { public init(contentsOf: String, expecting: Architecture?) throws(WeightError) { throw .x } }
