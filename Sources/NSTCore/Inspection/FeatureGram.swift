import NSTKernels
import NSTPictures
import NSTVGG

/// The Gram matrix of a layer's feature maps: which channels are active together, wherever that is.
public struct FeatureGram: Sendable {
    /// The layer.
    public let layer: LayerName
    /// Rows and columns of the matrix.
    public let channels: Int
    /// `[channels, channels]`, `G[i, j] = Σ_p F[p, i] · F[p, j]` over all cells p (Gatys et al. 2015, eq. 3).
    public let values: [Float]

    /// Two channels that are active together.
    public struct Pair: Equatable, Sendable {
        /// The channel with the lower number.
        public let first: Int
        /// The other.
        public let second: Int
        /// `G[i, j] / √(G[i, i] · G[j, j])`, −1…1: the cosine of the angle between the two maps.
        public let correlation: Float
    }

    /// The Gram matrix of some maps.
    ///
    /// - Throws: `InspectionError.network(.outOfMemory)`, or `.notFinite` where a product is too large for a number.
    public init(of maps: FeatureMaps, backend: Backend = Backend()) throws(InspectionError) {
        let channels = maps.channels
        var gram = [Float](repeating: 0, count: channels * channels)
        do throws(NetworkError) {
            let scratch = try LargeMemory.allocate(
                GramMatrix.scratchCount(channels: channels, threads: backend.threads))
            GramMatrix.compute(
                features: maps.values, pixels: maps.extent.pixels, channels: channels, scale: 1, gram: &gram,
                scratch: scratch.base, kernels: backend.kernels, pool: backend.pool)
        } catch {
            throw .network(error)
        }
        guard gram.allSatisfy(\.isFinite) else { throw .notFinite(layer: maps.layer) }
        layer = maps.layer
        self.channels = channels
        values = gram
    }

    /// One value of the matrix.
    public subscript(row: Int, column: Int) -> Float { values[row * channels + column] }

    /// The pairs of different channels that stand out: the most alike, or opposite, the strongest first.
    ///
    /// Only the stronger half of the channels takes part, by `G[i, i]`: two maps that are zero but for a speck at the
    /// border are alike, too. No channel is in more than two pairs, or one of them would fill the list.
    public func standingOut(_ count: Int) -> [Pair] {
        let energies = (0..<channels).map { self[$0, $0] }
        let median = energies.sorted()[channels / 2]
        let strong = energies.indices.filter { energies[$0] > 0 && energies[$0] >= median }
        let lengths = energies.map { $0.squareRoot() }
        var pairs: [Pair] = []
        for (number, first) in strong.enumerated() {
            for second in strong[(number + 1)...] {
                // Divided one after the other: the product of both lengths may be too large or too small for a number.
                let cosine = self[first, second] / lengths[first] / lengths[second]
                pairs.append(Pair(first: first, second: second, correlation: min(1, max(-1, cosine))))
            }
        }
        pairs.sort { (-abs($0.correlation), $0.first, $0.second) < (-abs($1.correlation), $1.first, $1.second) }
        var uses = [Int](repeating: 0, count: channels)
        var chosen: [Pair] = []
        for pair in pairs where chosen.count < count {
            guard uses[pair.first] < Self.mostUses, uses[pair.second] < Self.mostUses else { continue }
            uses[pair.first] += 1
            uses[pair.second] += 1
            chosen.append(pair)
        }
        return chosen
    }

    private static let mostUses = 2

    /// The matrix as a picture of about so many pixels each way, in which every value is a square.
    public func picture(ofSide side: Int) -> RGBImage { picture.enlarged(by: max(1, side / max(1, channels))) }

    /// The matrix as a picture, a pixel for each value: `√(|G| / max |G|)`, from black for zero to white, or to blue where
    /// a value is negative. The root, because a few channels would leave the rest black.
    public var picture: RGBImage {
        let greatest = values.reduce(0) { max($0, abs($1)) }
        return RGBImage(height: channels, width: channels) { picture in
            for (index, value) in values.enumerated() {
                let light = greatest > 0 ? (abs(value) / greatest).squareRoot() : 0
                let colour: [Float] = value < 0 ? [0.25, 0.5, 1] : [1, 1, 1]
                for channel in 0..<3 { picture[3 * index + channel] = light * colour[channel] }
            }
        }
    }
}
