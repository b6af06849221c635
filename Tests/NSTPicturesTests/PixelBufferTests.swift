import Testing
import TestSupport

@testable import NSTPictures

@Suite("Pixel buffers") struct PixelBufferTests {
    @Test("A buffer exists only with four values for every pixel")
    func count() {
        #expect(PixelBuffer(height: 2, width: 3, rgba: [Float](repeating: 0, count: 24)) != nil)
        #expect(PixelBuffer(height: 2, width: 3, rgba: [Float](repeating: 0, count: 23)) == nil)
        #expect(PixelBuffer(height: 2, width: 3, rgba: []) == nil)
        #expect(PixelBuffer(height: -1, width: -6, rgba: [Float](repeating: 0, count: 24)) == nil)
        #expect(RGBImage(height: 2, width: 3, values: [Float](repeating: 0, count: 18)) != nil)
        #expect(RGBImage(height: 2, width: 3, values: [Float](repeating: 0, count: 17)) == nil)
    }

    @Test("A picture of no pixels is transparent and flattens to none")
    func empty() throws {
        let buffer = try #require(PixelBuffer(height: 0, width: 5, rgba: []))
        #expect(buffer.isTransparent)
        #expect(buffer.alpha.isEmpty)
        #expect(buffer.flattened.values.isEmpty)
    }

    @Test("An opaque buffer flattens to its colours, to the bit")
    func opaque() {
        let image = PictureRecipe(seed: 60, height: 3, width: 5).image
        let buffer = PixelBuffer(image)
        #expect(!buffer.isTransparent)
        #expect(buffer.alpha == [Float](repeating: 1, count: 15))
        // mean + 1 · (colour − mean) rounds twice.
        #expect(Comparison.relativeError(buffer.flattened.values, image.values) <= 2e-7)
    }

    @Test("What a transparent pixel hides doesn't matter: it gets the mean of what is visible")
    func hidden() throws {
        func flattened(hiding hidden: Float) throws -> RGBImage {
            try #require(
                PixelBuffer(
                    height: 1, width: 3,
                    rgba: [0.2, 0.4, 0.6, 1, hidden, hidden, hidden, 0, 0.4, 0.8, 0, 1])
            ).flattened
        }
        let expected: [Float] = [0.2, 0.4, 0.6, 0.3, 0.6, 0.3, 0.4, 0.8, 0]
        for hidden: Float in [0, 0.5, 1, -3, 1e30, .nan, .infinity] {
            #expect(Comparison.relativeError(try flattened(hiding: hidden).values, expected) <= 1e-6, "\(hidden)")
        }
    }

    @Test("A half transparent pixel lies half-way to the mean")
    func half() throws {
        let buffer = try #require(PixelBuffer(height: 1, width: 2, rgba: [1, 1, 1, 1, 0, 0, 0, 0.5]))
        // The mean is (1 · 1 + 0.5 · 0) / 1.5.
        #expect(Comparison.relativeError(buffer.flattened.values, [1, 1, 1, 1 / 3.0, 1 / 3.0, 1 / 3.0]) <= 1e-6)
    }

    @Test("Values outside 0…1 are clamped and NaN becomes black")
    func outside() throws {
        let buffer = try #require(
            PixelBuffer(height: 1, width: 2, rgba: [-1, 2, .nan, 1, .infinity, -.infinity, 0.5, 7]))
        // mean + 1 · (colour − mean) may miss the end of the range by one rounding.
        #expect(zip(buffer.flattened.values, [0, 1, 0, 1, 0, 0.5] as [Float]).allSatisfy { abs($0 - $1) <= 1e-6 })
    }

    @Test("A buffer is transparent only if nothing of it can be seen")
    func transparent() throws {
        func buffer(_ alphas: [Float]) throws -> PixelBuffer {
            try #require(
                PixelBuffer(height: 1, width: alphas.count, rgba: alphas.flatMap { [0.5, 0.5, 0.5, $0] }))
        }
        #expect(try buffer([0, 0, 0]).isTransparent)
        #expect(try buffer([0, 0.001, .nan, -1]).isTransparent)
        #expect(try !buffer([0, 0, 0.01]).isTransparent)
        #expect(try !buffer([1, 0, 0]).isTransparent)
    }

    @Test("Alpha comes back as it was given, and is opaque where none was")
    func alpha() {
        let image = RGBImage(height: 1, width: 3, filledWith: (0.1, 0.2, 0.3))
        let buffer = PixelBuffer(image, alpha: [0, 0.5, 1])
        #expect(buffer.alpha == [0, 0.5, 1])
        #expect(buffer.rgba.prefix(4) == [0.1, 0.2, 0.3, 0])
        #expect(PixelBuffer(image).alpha == [1, 1, 1])
    }
}
