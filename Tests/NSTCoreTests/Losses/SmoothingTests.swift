import NSTKernels
import NSTOptions
import NSTPictures
import Testing

@testable import NSTCore

@Suite("Content-aware smoothing") struct SmoothingTests {
    /// Left half dark, right half brighter by `step` in each channel.
    static func edge(_ step: Float) -> RGBImage {
        var image = RGBImage(height: 6, width: 8)
        for pixel in 0..<48 {
            for channel in 0..<3 { image.values[3 * pixel + channel] = 0.2 + (pixel % 8 < 4 ? 0 : step) }
        }
        return image
    }

    @Test("Even smoothing has no weights; the other has Perona and Malik's at the content's edges, and one elsewhere")
    func weights() throws {
        #expect(Smoothing.even.weights(content: Self.edge(0.5)) == nil)
        for step: Float in [0.01, 0.1, 0.5] {
            let weights = try #require(Smoothing.content.weights(content: Self.edge(step)))
            for (pixel, weight) in weights.enumerated() {
                let expected = pixel % 8 == 3 ? 1 / (1 + 3 * step * step / 0.01) : 1
                #expect(abs(weight - expected) <= 1e-5, "\(pixel)")
            }
        }
    }

    @Test("An edge of the content costs a picture that has it less, and a flat place's noise the same")
    func effect() throws {
        let content = Self.edge(0.5)
        let weights = try #require(Smoothing.content.weights(content: content))
        func variation(_ image: RGBImage, weights: [Float]?) -> Double {
            var gradient = [Float](repeating: 0, count: image.values.count)
            func evaluate(_ pointer: UnsafePointer<Float>?) -> Double {
                TotalVariation.evaluate(
                    image: image.values, height: image.height, width: image.width, weights: pointer, scale: 1,
                    gradient: &gradient)
            }
            return weights?.withUnsafeBufferPointer { evaluate($0.baseAddress) } ?? evaluate(nil)
        }
        #expect(variation(content, weights: weights) < 0.02 * variation(content, weights: nil))
        var spotted = RGBImage(height: 6, width: 8)
        spotted.values[3 * (2 * 8 + 6)] = 1
        #expect(variation(spotted, weights: weights) == variation(spotted, weights: nil))
    }
}
