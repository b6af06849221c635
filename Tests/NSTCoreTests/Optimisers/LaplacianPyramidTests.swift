import NSTKernels
import NSTPictures
import Testing
import TestSupport

@testable import NSTCore

@Suite("A picture as a Laplacian pyramid") struct LaplacianPyramidTests {
    /// Even sides, odd ones, and one too small for a second level.
    static let extents = [
        Extent(height: 64, width: 96), Extent(height: 37, width: 53), Extent(height: 8, width: 131),
        Extent(height: 5, width: 7),
    ]

    static func picture(_ extent: Extent, seed: UInt64 = 5) -> [Float] {
        var random = SplitMix64(seed: seed)
        return random.signedUnits(3 * extent.pixels).map { 0.5 + 0.4 * $0 }
    }

    /// The free values of a picture.
    static func encoded(_ picture: [Float], _ pyramid: LaplacianPyramid) throws -> LargeMemory {
        let values = try LargeMemory.allocate(pyramid.count)
        pyramid.encode(picture, to: values.base, space: VectorSpace(backend: nil, count: pyramid.count))
        return values
    }

    /// The picture of free values.
    static func decoded(_ values: [Float], _ pyramid: LaplacianPyramid, _ extent: Extent) -> [Float] {
        var image = [Float](repeating: .nan, count: 3 * extent.pixels)
        pyramid.decode(values, to: &image, space: VectorSpace(backend: nil, count: pyramid.count))
        return image
    }

    @Test("A picture survives the way to the levels and back", arguments: extents)
    func roundTrip(extent: Extent) throws {
        let pyramid = try LaplacianPyramid(of: extent, backend: Backend())
        let picture = Self.picture(extent)
        let image = Self.decoded(try Self.encoded(picture, pyramid).values, pyramid, extent)
        #expect(zip(image, picture).allSatisfy { abs($0 - $1) <= 1e-6 })
    }

    @Test("An even picture lies in the coarsest level alone")
    func evenPicture() throws {
        let extent = Extent(height: 37, width: 53)
        let pyramid = try LaplacianPyramid(of: extent, backend: Backend())
        let values = try Self.encoded([Float](repeating: 0.25, count: 3 * extent.pixels), pyramid).values
        let changed = values.filter { abs($0) > 1e-6 }
        // 37×53, 19×27, 10×14, 5×7.
        #expect(values.count == 3 * (37 * 53 + 19 * 27 + 10 * 14 + 5 * 7))
        #expect(changed.count == 3 * 5 * 7)
        #expect(values.suffix(3 * 5 * 7).allSatisfy { abs($0 - 0.25) <= 1e-6 })
    }

    /// `torch.nn.functional.interpolate(torch.tensor([[[[0, 1, 0, 0]]]]), scale_factor=(1, 2), mode="bilinear")`, PyTorch 2.
    private static let enlarged: [Float] = [0, 0.25, 0.75, 0.75, 0.25, 0, 0, 0]

    @Test("A coarse value is enlarged as PyTorch's bilinear interpolation enlarges it")
    func interpolation() throws {
        let extent = Extent(height: 8, width: 8)
        let pyramid = try LaplacianPyramid(of: extent, backend: Backend())
        var values = [Float](repeating: 0, count: pyramid.count)
        // The green of all rows' second cells, in the level of 4×4.
        for row in 0..<4 { values[3 * 64 + 3 * (4 * row + 1) + 1] = 1 }
        let image = Self.decoded(values, pyramid, extent)
        for row in 0..<8 {
            let greens = (0..<8).map { image[3 * (8 * row + $0) + 1] }
            #expect(Comparison.relativeError(greens, Self.enlarged) <= 1e-6)
        }
        #expect(image.enumerated().allSatisfy { $0.offset % 3 == 1 || $0.element == 0 })
    }

    @Test("The gradient of the levels is the picture's, as finite differences say", arguments: extents)
    func gradient(extent: Extent) throws {
        let pyramid = try LaplacianPyramid(of: extent, backend: Backend())
        let values = try Self.encoded(Self.picture(extent), pyramid).values
        // The loss is a product with this.
        let slopes = Self.picture(extent, seed: 6).map { $0 - 0.5 }
        let gradient = try LargeMemory.holding(slopes + [Float](repeating: .nan, count: values.count - slopes.count))
        pyramid.pullBack(
            gradient.base, at: Self.decoded(values, pyramid, extent),
            space: VectorSpace(backend: nil, count: pyramid.count))
        for seed in 7..<10 {
            var random = SplitMix64(seed: UInt64(seed))
            let direction = random.signedUnits(values.count).map { 0.01 * $0 }
            func loss(_ sign: Float) -> Double {
                let image = Self.decoded(zip(values, direction).map { $0 + sign * $1 }, pyramid, extent)
                return zip(image, slopes).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            let difference = (loss(1) - loss(-1)) / 2
            let expected = zip(gradient.values, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            let size = zip(gradient.values, direction).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
            #expect(abs(difference - expected) <= 1e-5 * size)
        }
    }

    @Test("No picture leaves 0…1, and what would push it further out isn't followed")
    func gamut() throws {
        let extent = Extent(height: 5, width: 7)
        let pyramid = try LaplacianPyramid(of: extent, backend: Backend())
        let values = (0..<(3 * extent.pixels)).map { Float($0 % 3) * 2 - 1.5 }
        let image = Self.decoded(values, pyramid, extent)
        #expect(image == values.map { min(1, max(0, $0)) })
        // Downhill is up for the first half, down for the second.
        let half = values.count / 2
        let slopes = values.indices.map { Float($0 < half ? -1 : 1) }
        let gradient = try LargeMemory.holding(slopes)
        pyramid.pullBack(gradient.base, at: image, space: VectorSpace(backend: nil, count: values.count))
        for (index, slope) in gradient.values.enumerated() {
            let isStopped = index < half ? image[index] == 1 : image[index] == 0
            #expect(slope == (isStopped ? 0 : slopes[index]))
        }
    }

    @Test("The number of threads changes neither picture nor gradient")
    func threads() throws {
        let extent = Extent(height: 131, width: 257)
        let picture = Self.picture(extent)
        let outcomes = try [1, 2].map { threads in
            let pyramid = try LaplacianPyramid(
                of: extent, backend: Backend(Backend.Configuration(threads: threads)))
            let values = try Self.encoded(picture, pyramid)
            let image = Self.decoded(values.values, pyramid, extent)
            let space = VectorSpace(backend: nil, count: pyramid.count)
            pyramid.pullBack(values.base, at: image, space: space)
            return image + values.values
        }
        let isSame = outcomes[0] == outcomes[1]
        #expect(isSame)
    }
}
