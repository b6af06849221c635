import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What one layer of a network makes of a picture: its feature maps, one for each channel.
///
/// Channels are counted from 0, as PyTorch does.
public struct FeatureMaps: Sendable {
    /// The layer.
    public let layer: LayerName
    /// The size of the picture that the network saw.
    public let picture: Extent
    /// The size of each map.
    public let extent: Extent
    /// How many maps there are.
    public let channels: Int
    /// `[height, width, channels]`, in the units of the network; all finite.
    public let values: [Float]
    /// The mean magnitude of each map, `[channels]`: behind a ReLU, where nothing is negative, its mean activation.
    public let strengths: [Float]

    /// Runs a network on a picture, as far as a layer.
    ///
    /// - Parameters:
    ///   - image: The picture, as large as the network is to see it.
    ///   - layer: A layer of the network.
    ///   - pooling: How the network shrinks its maps. It was trained with the maximum.
    ///   - limit: The bytes that this may take; `nil` where nobody knows.
    public init(
        of image: RGBImage, at layer: LayerName, in network: Network, pooling: PoolingKind = .max, limit: Int?,
        backend: Backend = Backend()
    ) throws(InspectionError) {
        guard network.contains(layer) else { throw .network(.unknownLayer(layer)) }
        let minimum = 1 << layer.poolings
        guard image.extent.shortest >= minimum else {
            throw .pictureTooSmall(width: image.width, height: image.height, layer: layer, minimum: minimum)
        }
        let need = MapsNeed(network: network, layer: layer, pooling: pooling, backend: backend.configuration)
        try need.check(image.extent, limit: limit)
        let map: FeatureMap
        do throws(NetworkError) {
            let pass = try FeaturePass(
                network: network, layers: [layer], pooling: pooling, height: image.height, width: image.width,
                withGradient: false, backend: backend)
            image.values.withUnsafeBufferPointer { values in
                if let base = values.baseAddress { pass.forward(base) }
            }
            guard let result = pass.featureMap(layer) else { throw .unknownLayer(layer) }
            map = result
        } catch {
            throw .network(error)
        }
        try self.init(map, layer: layer, picture: image.extent)
    }

    private init(_ map: FeatureMap, layer: LayerName, picture: Extent) throws(InspectionError) {
        self.layer = layer
        self.picture = picture
        extent = Extent(height: map.height, width: map.width)
        channels = map.channels
        values = map.array
        var sums = [Double](repeating: 0, count: map.channels)
        for pixel in 0..<map.pixels {
            let first = pixel * map.channels
            for channel in 0..<map.channels { sums[channel] += Double(abs(map.values[first + channel])) }
        }
        // One value that isn't finite makes its channel's sum the same.
        guard sums.allSatisfy(\.isFinite) else { throw .notFinite(layer: layer) }
        strengths = sums.map { Float($0 / Double(map.pixels)) }
    }

    /// One channel's map, `[height, width]`.
    public func map(ofChannel channel: Int) -> [Float] {
        (0..<extent.pixels).map { values[$0 * channels + channel] }
    }

    /// The strongest channels, by their strength; fewer than `count` where there are fewer.
    public func strongest(_ count: Int) -> [Int] { Self.greatest(count, of: strengths) }

    /// The channels that are strongest in one cell, by the magnitude of their value there.
    public func strongest(_ count: Int, in cell: MapCell) -> [Int] {
        Self.greatest(count, of: (0..<channels).map { abs(self[cell, $0]) })
    }

    /// The value of a channel in a cell of its map.
    public subscript(cell: MapCell, channel: Int) -> Float {
        values[(cell.row * extent.width + cell.column) * channels + channel]
    }

    /// The numbers of the greatest values, the greatest first; of equal ones, the first.
    private static func greatest(_ count: Int, of values: [Float]) -> [Int] {
        Array(values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }.prefix(max(0, count)))
    }
}
