import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// The memory that a layer's maps of a picture take, known before anything is computed.
struct MapsNeed {
    let convolutions: [Architecture.Convolution]
    let layer: LayerName
    let pooling: PoolingKind
    let backend: Backend.Configuration

    init(network: Network, layer: LayerName, pooling: PoolingKind, backend: Backend.Configuration) {
        convolutions = network.layers.map(\.convolution)
        self.layer = layer
        self.pooling = pooling
        self.backend = backend
    }

    /// The bytes for a picture: the pass with its weights, and a copy of the maps.
    func bytes(_ picture: Extent) -> Int {
        let layout = PassLayout(
            convolutions: convolutions, layers: [layer], height: picture.height, width: picture.width,
            pooling: pooling, withGradient: false, backend: backend)
        let stages = StageShape.stages(
            of: convolutions, asFarAs: [layer], height: picture.height, width: picture.width)
        let values = layout.count + (stages.last?.count ?? 0)
        return values * MemoryLayout<Float>.stride + layout.weightBytes(convolutions).values.reduce(0, +)
    }

    /// Makes sure that a picture's maps fit.
    func check(_ picture: Extent, limit: Int?) throws(InspectionError) {
        let needed = bytes(picture)
        guard let limit, needed > limit else { return }
        throw .notEnoughMemory(
            size: picture.longest, needed: needed, available: limit, largest: largest(picture, limit: limit))
    }

    /// The longest side that fits, of a picture with these proportions.
    private func largest(_ picture: Extent, limit: Int) -> Int? {
        let shortest = 1 << layer.poolings
        func fits(_ longest: Int) -> Bool { bytes(picture.scaled(toLongestSide: longest)) <= limit }
        // Within these sides, each map has a pixel at least.
        var (enough, tooMany) = (shortest * picture.longest / picture.shortest + 1, picture.longest)
        guard enough < tooMany, fits(enough) else { return nil }
        while tooMany - enough > 1 {
            let middle = (enough + tooMany) / 2
            if fits(middle) { enough = middle } else { tooMany = middle }
        }
        return enough
    }
}
