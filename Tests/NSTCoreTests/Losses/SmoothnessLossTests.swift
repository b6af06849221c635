import NSTKernels
import NSTOptions
import NSTPictures
import Testing
import TestSupport

@testable import NSTCore

@Suite("Smoothness") struct SmoothnessLossTests {
    static let content = PictureRecipe(seed: 70, height: 20, width: 24).image
    static let style = PictureRecipe(seed: 71, height: 26, width: 18).image
    static let image = PictureRecipe(seed: 72, height: 20, width: 24).image

    /// The total variation's part of the loss of a picture, and of the gradient nothing.
    static func loss(
        _ text: String, of image: RGBImage = image, content: Content = Content(content),
        styles: [Style] = [Style(style)]
    ) throws -> Double {
        let losses = text.contains("losses=") ? "" : "losses=normalised"
        let settings = try OptionTable.parse("content-layers=relu1_1 style-layers=relu1_1 \(losses) \(text)")
        let network = try NetworkRecipe(seed: 73, counts: [1], channels: [4]).network(.bgrMean)
        let objective = try Objective(content: content, styles: styles, network: network, settings: settings)
        var gradient = [Float](repeating: 0, count: image.values.count)
        return objective.evaluate(image.values, gradient: &gradient).totalVariation
    }

    /// A picture with another contrast around mid-grey.
    static func contrast(_ factor: Float, _ image: RGBImage) -> RGBImage {
        var image = image
        for index in image.values.indices { image.values[index] = 0.5 + factor * (image.values[index] - 0.5) }
        return image
    }

    static func variation(_ image: RGBImage) -> Double {
        TotalVariation.evaluate(image: image.values, height: image.height, width: image.width, gradient: nil)
            / Double(image.extent.pixels)
    }

    @Test("It is the picture's total variation over the mean of the content's and the style's, twice in the middle")
    func formula() throws {
        let reference = (Self.variation(Self.content) + Self.variation(Self.style)) / 2
        let expected = Self.variation(Self.image) / reference
        for (smoothness, weight) in [(50, 2.0), (100, 4), (25, 1), (0, 0)] {
            let loss = try Self.loss("smoothness=\(smoothness)")
            // Differences are squared in `Float`.
            #expect(abs(loss - weight * expected) <= 1e-6 * expected, "\(smoothness)")
            // Cosine distances are that much smaller.
            let besideNearest = try Self.loss("losses=nearest smoothness=\(smoothness)")
            #expect(abs(besideNearest - weight / 100 * expected) <= 1e-6 * expected, "\(smoothness)")
        }
    }

    @Test("It doesn't depend on the contrast that all pictures have", arguments: [0.5, 0.1] as [Float])
    func relative(factor: Float) throws {
        let plain = try Self.loss("")
        let pale = try Self.loss(
            "", of: Self.contrast(factor, Self.image), content: Content(Self.contrast(factor, Self.content)),
            styles: [Style(Self.contrast(factor, Self.style))])
        // Values near 0.5 keep differences of a tenth to 1e-6.
        #expect(abs(pale / plain - 1) <= 1e-5)
    }

    @Test("Several styles count as much as their weights say, and neither a rough one nor a plain one decides alone")
    func styles() throws {
        let plain = RGBImage(height: 18, width: 18, filledWith: (0.2, 0.4, 0.6))
        let loss = try Self.loss("", styles: [Style(Self.style, weight: 1), Style(plain, weight: 3)])
        let reference = (Self.variation(Self.content) + Self.variation(Self.style) / 4) / 2
        #expect(abs(loss - 2 * Self.variation(Self.image) / reference) <= 1e-6 * loss)
    }

    @Test("Plain pictures count as if their pixels differed by one level of 8 bits")
    func plain() throws {
        let grey = RGBImage(height: 20, width: 24, filledWith: (0.5, 0.5, 0.5))
        let loss = try Self.loss("", content: Content(grey), styles: [Style(grey)])
        #expect(abs(loss - 2 * Self.variation(Self.image) * 65025 / 3) <= 1e-6 * loss)
    }

    @Test("Pixels that don't count have no part in it, neither the content's nor a style's")
    func coverage() throws {
        func leftHalf(_ image: RGBImage) throws -> Mask {
            try #require(
                Mask(
                    height: image.height, width: image.width,
                    values: (0..<image.extent.pixels).map { $0 % image.width < image.width / 2 ? 1 : 0 }))
        }
        /// The right half, and the seam's column, in another colour.
        func spoiled(_ image: RGBImage) -> RGBImage {
            var image = image
            for pixel in 0..<image.extent.pixels where pixel % image.width >= image.width / 2 {
                for channel in 0..<3 { image.values[3 * pixel + channel] = Float(pixel % 2) }
            }
            return image
        }
        func loss(_ change: (RGBImage) -> RGBImage) throws -> Double {
            try Self.loss(
                "", of: change(Self.image), content: Content(change(Self.content), coverage: leftHalf(Self.content)),
                styles: [Style(change(Self.style), coverage: leftHalf(Self.style))])
        }
        #expect(try loss { $0 } == loss(spoiled))
        #expect(try loss { $0 } > 0)
    }

    @Test("Content-aware smoothing lowers it, and others' losses don't know it")
    func others() throws {
        #expect(try Self.loss("smoothing=content") < Self.loss(""))
        for losses in LossNormalisation.allCases where !losses.hasSmoothness {
            #expect(try Self.loss("losses=\(losses.rawValue)") == 0)
        }
    }
}
