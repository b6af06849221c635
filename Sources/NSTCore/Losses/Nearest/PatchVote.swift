import Glibc
import NSTKernels
import NSTOptions
import NSTPictures
import NSTThreads

/// The styles' fine detail, laid on a picture where their patches were chosen: what a scale begins with, so that its
/// evaluations needn't find each stroke's edge from the blurred picture of the scale before.
///
/// Each place asks for the patch around the place that was chosen for it. Where patches overlap, a pixel gets their
/// weighted mean, as in texture synthesis from patches (Kwatra et al. 2005, "Texture optimization for example-based
/// synthesis"): patches that lie together in the style come whole, others blur into each other.
struct PatchVote {
    /// Where a vector of the styles comes from.
    struct Origin {
        var style: Int
        var turning: Turning
        /// The place, in the style turned so.
        var y: Int
        var x: Int
    }

    /// Places that choose from the same styles.
    struct Ballot {
        /// How much each place belongs to them.
        var weights: PixelWeights
        /// Which origin each place chose; −1 for none.
        var choices: [Int32]
    }

    /// How much of the detail is laid on a picture. With more, lines become scratchy, and single patches stand out as dots
    /// that no evaluation takes away.
    static let share: Float = 0.5

    /// How far a patch reaches beyond its place on each side, in pixels.
    private static let reach = 4
    private static let placeSide = 1 << HypercolumnLayout.poolings
    /// How much the rows of a patch, and its columns, count: a bell with a standard deviation of two pixels.
    private static let rowWeights: [Float] = (0..<(placeSide + 2 * reach)).map { row in
        let distance = Float(row - reach) - Float(placeSide - 1) / 2
        return expf(-distance * distance / 8)
    }

    private let styles: [Style]
    /// For each style what half its size can't hold; empty where it offers nothing.
    private let details: [RGBImage]
    private let coverages: [PixelWeights]
    private let origins: [Origin]
    private let backend: Backend

    init(_ origins: [Origin], of styles: [Style], backend: Backend) {
        self.styles = styles
        self.origins = origins
        self.backend = backend
        let used = Set(origins.map(\.style))
        details = styles.enumerated().map { number, style in
            used.contains(number) ? Self.detail(of: style.image, pool: backend.pool) : RGBImage(height: 0, width: 0)
        }
        coverages = styles.map { $0.weights(layers: []).picture }
    }

    /// Values that the details of styles take while they are made.
    static func valueCount(_ styles: [Extent]) -> Int { 3 * styles.reduce(0) { $0 + $1.pixels + halved($1).pixels } }

    private static func halved(_ extent: Extent) -> Extent {
        Extent(height: max(1, extent.height / 2), width: max(1, extent.width / 2))
    }

    private static func detail(of image: RGBImage, pool: ThreadPool) -> RGBImage {
        var detail = image.resampled(to: halved(image.extent), pool: pool).resampled(to: image.extent, pool: pool)
        for index in detail.values.indices { detail.values[index] = image.values[index] - detail.values[index] }
        return detail
    }

    /// Adds the share of the detail to a picture, which stays inside 0…1.
    ///
    /// - Parameter places: The size of the ballots: how many places the picture has.
    func add(_ share: Float, to picture: inout RGBImage, places: Extent, _ ballots: [Ballot]) {
        let size = picture.extent
        picture.values.withUnsafeMutableBufferPointer { buffer in
            guard let values = buffer.baseAddress else { return }
            backend.split(size.height, grain: 4) { rows in
                var sums = [Float](repeating: 0, count: 3 * size.width)
                var weights = [Float](repeating: 0, count: size.width)
                for y in rows {
                    for index in sums.indices { sums[index] = 0 }
                    for index in weights.indices { weights[index] = 0 }
                    for ballot in ballots { count(ballot, y: y, places: places, into: &sums, &weights) }
                    let row = values + y * 3 * size.width
                    for x in weights.indices where weights[x] > 0 {
                        for index in (3 * x)..<(3 * x + 3) {
                            row[index] = min(1, max(0, row[index] + share * sums[index] / weights[x]))
                        }
                    }
                }
            }
        }
    }

    /// Adds up what patches say about a row of pixels.
    private func count(
        _ ballot: Ballot, y: Int, places: Extent, into sums: inout [Float], _ weights: inout [Float]
    ) {
        let (side, reach) = (Self.placeSide, Self.reach)
        let first = max(0, (y - reach) / side - 1)
        let last = min(places.height - 1, (y + reach) / side)
        guard first <= last else { return }
        for placeY in first...last {
            let row = y - placeY * side
            guard row >= -reach, row < side + reach else { continue }
            for placeX in 0..<places.width {
                let place = placeY * places.width + placeX
                let choice = Int(ballot.choices[place])
                let weight = Self.rowWeights[row + reach] * (ballot.weights.values?[place] ?? 1)
                guard choice >= 0, weight > 0 else { continue }
                let origin = origins[choice]
                let turned = origin.turning.extent(of: styles[origin.style].image.extent)
                let sourceY = origin.y * side + row
                guard sourceY >= 0, sourceY < turned.height else { continue }
                // Columns that both pictures have.
                let from = max(-reach, -placeX * side, -origin.x * side)
                let to = min(side + reach, weights.count - placeX * side, turned.width - origin.x * side)
                guard from < to else { continue }
                for column in from..<to {
                    let source = origin.turning.upright(y: sourceY, x: origin.x * side + column, in: turned)
                    let counts =
                        weight * Self.rowWeights[column + reach]
                        * (coverages[origin.style].values?[source] ?? 1)
                    let target = placeX * side + column
                    weights[target] += counts
                    for channel in 0..<3 {
                        sums[3 * target + channel] +=
                            counts * details[origin.style].values[3 * source + channel]
                    }
                }
            }
        }
    }
}
