import NSTThreads
import Testing
import TestSupport

@testable import NSTPictures

@Suite("Whose colours a painting has") struct ColoursTests {
    static let content = PictureRecipe(seed: 80, height: 60, width: 83).image
    static let style = PictureRecipe(seed: 81, height: 45, width: 70).image.softer(by: 0.6)

    static func labs(_ image: RGBImage) -> [SIMD4<Float>] {
        (0..<image.extent.pixels).map { OklabTests.lab(Array(image.values[(3 * $0)..<(3 * $0 + 3)])) }
    }

    /// Mean and covariance by plain sums.
    static func statistics(_ labs: [SIMD4<Float>], weights: [Float]? = nil) -> (mean: [Double], covariance: [[Double]])
    {
        let weights = weights?.map(Double.init) ?? [Double](repeating: 1, count: labs.count)
        let sum = weights.reduce(0, +)
        let mean: [Double] = (0..<3).map { channel in
            var total = 0.0
            for (lab, weight) in zip(labs, weights) { total += weight * Double(lab[channel]) }
            return total / sum
        }
        let covariance: [[Double]] = (0..<3).map { i in
            (0..<3).map { j in
                var total = 0.0
                for (lab, weight) in zip(labs, weights) {
                    total += weight * (Double(lab[i]) - mean[i]) * (Double(lab[j]) - mean[j])
                }
                return total / sum
            }
        }
        return (mean, covariance)
    }

    @Test("The style's own colours mean that nothing is touched")
    func untouched() {
        let (content, styles) = Colours.style.prepare(content: Content(Self.content), styles: [Style(Self.style)])
        #expect(content == Content(Self.content))
        #expect(styles == [Style(Self.style)])
        #expect(Colours.style.finish(Self.style, content: Self.content) == Self.style)
        #expect(Colours.matched.finish(Self.style, content: Self.content) == Self.style)
    }

    @Test("A matched style has the content's mean and covariance of colours, and the content stays")
    func matched() throws {
        let content = Self.content.softer(by: 0.4)
        let prepared = Colours.matched.prepare(content: Content(content), styles: [Style(Self.style, weight: 3)])
        #expect(prepared.content == Content(content))
        let style = try #require(prepared.styles.first)
        #expect(style.weight == 3)
        #expect(style.image.extent == Self.style.extent)
        let (wanted, found) = (Self.statistics(Self.labs(content)), Self.statistics(Self.labs(style.image)))
        for i in 0..<3 {
            // Single precision; nothing of this picture leaves the gamut.
            #expect(abs(wanted.mean[i] - found.mean[i]) <= 1e-4)
            for j in 0..<3 { #expect(abs(wanted.covariance[i][j] - found.covariance[i][j]) <= 2e-5) }
        }
        #expect(wanted.covariance[1][1] > 1e-4)
    }

    @Test("Symmetric matrices have the eigenvalues and the roots that they should")
    func matrices() {
        let matrix = SymmetricMatrix([4, 1, 0.5], [1, 3, -0.25], [0.5, -0.25, 2])
        let root = matrix.mapped { $0.squareRoot() }
        for i in 0..<3 {
            for j in 0..<3 {
                let square = (0..<3).reduce(0) { $0 + root[i, $1] * root[$1, j] }
                #expect(abs(square - matrix[i, j]) <= 1e-12)
                #expect(abs(root[i, j] - root[j, i]) <= 1e-14)
            }
        }
        let (values, vectors) = matrix.eigen
        #expect(abs(values.sum() - 9) <= 1e-12)
        for (index, vector) in vectors.enumerated() {
            let image = matrix.columns.0 * vector.x + matrix.columns.1 * vector.y + matrix.columns.2 * vector.z
            let difference = image - values[index] * vector
            #expect((difference * difference).sum() <= 1e-24)
        }
    }

    @Test("For the content's colours, pictures become grey and the style's lightness the content's in mean and spread")
    func grey() throws {
        let prepared = Colours.content.prepare(content: Content(Self.content), styles: [Style(Self.style)])
        let style = try #require(prepared.styles.first).image
        for image in [prepared.content.image, style] {
            for pixel in 0..<image.extent.pixels {
                #expect(abs(image.values[3 * pixel] - image.values[3 * pixel + 1]) <= 1e-5)
                #expect(abs(image.values[3 * pixel] - image.values[3 * pixel + 2]) <= 1e-5)
            }
        }
        for (before, after) in zip(Self.labs(Self.content), Self.labs(prepared.content.image)) {
            #expect(abs(before.x - after.x) <= 2e-5)
        }
        let (wanted, found) = (Self.statistics(Self.labs(Self.content)), Self.statistics(Self.labs(style)))
        #expect(abs(wanted.mean[0] - found.mean[0]) <= 2e-3)
        #expect(abs(found.covariance[0][0] / wanted.covariance[0][0] - 1) <= 0.02)
    }

    @Test("A painting gets the content's own colours at its own lightness, at the content's size")
    func finished() {
        // Colours that sRGB can show at any lightness near the middle.
        let content = Self.content.softer(by: 0.2)
        let painting = PictureRecipe(seed: 82, height: 60, width: 83).image.softer(by: 0.3)
        let result = Colours.content.finish(painting, content: content)
        let (lightness, own) = (Self.labs(painting), Self.labs(content))
        for (pixel, lab) in Self.labs(result).enumerated() {
            #expect(abs(lab.x - lightness[pixel].x) <= 2e-5)
            #expect(abs(lab.y - own[pixel].y) <= 2e-5)
            #expect(abs(lab.z - own[pixel].z) <= 2e-5)
        }
        let small = painting.resampled(height: 30, width: 40)
        #expect(Colours.content.finish(small, content: content).extent == content.extent)
    }

    @Test("The content painted as itself comes back in its own colours")
    func identity() {
        let prepared = Colours.content.prepare(content: Content(Self.content), styles: [])
        let result = Colours.content.finish(prepared.content.image, content: Self.content)
        #expect(zip(result.values, Self.content.values).allSatisfy { abs($0 - $1) <= 4e-5 })
    }

    @Test("Pixels that don't count have no part in the statistics")
    func coverage() throws {
        var (framed, weights) = (Self.content, [Float](repeating: 1, count: Self.content.extent.pixels))
        for pixel in 0..<(10 * framed.width) {
            for channel in 0..<3 { framed.values[3 * pixel + channel] = channel == 0 ? 1 : 0 }
            weights[pixel] = 0
        }
        let mask = try #require(Mask(height: framed.height, width: framed.width, values: weights))
        var other = framed
        for pixel in 0..<(10 * framed.width) { other.values[3 * pixel + 2] = 1 }
        for colours in [Colours.matched, .content] {
            let styles = [framed, other].map {
                colours.prepare(content: Content($0, coverage: mask), styles: [Style(Self.style)]).styles
            }
            #expect(styles[0] == styles[1])
            #expect(styles[0] != colours.prepare(content: Content(framed), styles: [Style(Self.style)]).styles)
            let asStyle = [framed, other].map {
                colours.prepare(content: Content(Self.content), styles: [Style($0, coverage: mask)]).styles[0].image
            }
            #expect(asStyle[0].values.suffix(300) == asStyle[1].values.suffix(300))
        }
        let nothing = try #require(
            Mask(height: framed.height, width: framed.width, values: weights.map { _ in 0 }))
        let result = Colours.matched.prepare(content: Content(framed, coverage: nothing), styles: [Style(Self.style)])
        #expect(result.styles[0].image.values.allSatisfy { (0...1).contains($0) })
    }

    @Test("A grey style stays all but grey: its noise isn't made into colours")
    func greyStyle() {
        var grey = Self.style
        for pixel in 0..<grey.extent.pixels {
            let value = grey.values[3 * pixel + 1]
            // A JPEG's rounding.
            for channel in 0..<3 { grey.values[3 * pixel + channel] = value + (pixel % 2 == channel ? 1 : 0) / 255 }
        }
        let style = Colours.matched.prepare(content: Content(Self.content), styles: [Style(grey)]).styles[0].image
        let (content, found) = (Self.statistics(Self.labs(Self.content)), Self.statistics(Self.labs(style)))
        for channel in 1...2 {
            #expect(abs(found.mean[channel] - content.mean[channel]) <= 0.02)
            // Without a limit it would be all of it.
            #expect(found.covariance[channel][channel] < 0.5 * content.covariance[channel][channel])
        }
    }

    @Test("The result doesn't depend on the number of threads")
    func threads() {
        let results = [1, 2, 5].map { threads in
            Colours.matched.prepare(
                content: Content(Self.content), styles: [Style(Self.style)], pool: ThreadPool(threads: threads)
            )
            .styles[0].image
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }
}
