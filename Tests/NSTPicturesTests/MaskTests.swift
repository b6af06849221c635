import Testing
import TestSupport

@testable import NSTPictures

@Suite("Masks") struct MaskTests {
    static func mask(_ height: Int, _ width: Int) throws -> Mask {
        try #require(MaskRecipe(seed: 91, height: height, width: width, towards: .right).mask)
    }

    @Test(
        "Shrinking keeps the mean, since every pixel gives its area",
        arguments: [(7, 9), (14, 20), (1, 1), (13, 1), (21, 33)])
    func shrinking(height: Int, width: Int) throws {
        let mask = try Self.mask(21, 33)
        let small = mask.resampled(height: height, width: width)
        #expect([small.height, small.width] == [height, width])
        func mean(_ mask: Mask) -> Double {
            mask.values.reduce(0) { $0 + Double($1) } / Double(mask.values.count)
        }
        // 693 sums in `Float`.
        #expect(abs(mean(small) - mean(mask)) <= 1e-6)
    }

    @Test("Shrinking by a whole number takes the mean of squares, by another parts of pixels")
    func areas() throws {
        let mask = try #require(Mask(height: 2, width: 4, values: [0, 1, 1, 0.5, 1, 1, 0, 0.5]))
        #expect(mask.resampled(height: 1, width: 2).values == [0.75, 0.5])
        let row = try #require(Mask(height: 1, width: 3, values: [1, 0, 0.5]))
        let two = row.resampled(height: 1, width: 2).values
        #expect(abs(two[0] - 2 / 3) <= 1e-6 && abs(two[1] - 1 / 3) <= 1e-6)
    }

    @Test("Growing is linear between the pixels' centres, and even beyond the outermost")
    func growing() throws {
        let mask = try #require(Mask(height: 1, width: 2, values: [0, 1]))
        #expect(mask.resampled(height: 2, width: 4).values == [0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1])
    }

    @Test("Values stay in 0…1, and a mask that is full stays so to the bit", arguments: [(5, 4), (37, 20), (64, 100)])
    func range(height: Int, width: Int) throws {
        let mask = try Self.mask(23, 31).resampled(height: height, width: width)
        #expect(mask.values.allSatisfy { (0...1).contains($0) })
        #expect((mask.values.min() ?? 1) < 0.1 && (mask.values.max() ?? 0) > 0.9)
        let full = try #require(Mask(height: 23, width: 31, values: [Float](repeating: 1, count: 23 * 31)))
        #expect(full.resampled(height: height, width: width).isFull)
    }
}
