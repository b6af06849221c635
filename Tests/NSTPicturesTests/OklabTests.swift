import Foundation
import Testing

@testable import NSTPictures

@Suite("Oklab") struct OklabTests {
    /// Ottosson's formulas once more, in double precision and with `pow`.
    static func lab(_ rgb: [Double]) -> [Double] {
        let linear = rgb.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        let cones = [
            0.4122214708 * linear[0] + 0.5363325363 * linear[1] + 0.0514459929 * linear[2],
            0.2119034982 * linear[0] + 0.6806995451 * linear[1] + 0.1073969566 * linear[2],
            0.0883024619 * linear[0] + 0.2817188376 * linear[1] + 0.6299787005 * linear[2],
        ].map { cbrt($0) }
        return [
            0.2104542553 * cones[0] + 0.7936177850 * cones[1] - 0.0040720468 * cones[2],
            1.9779984951 * cones[0] - 2.4285922050 * cones[1] + 0.4505937099 * cones[2],
            0.0259040371 * cones[0] + 0.7827717662 * cones[1] - 0.8086757660 * cones[2],
        ]
    }

    static func lab(_ pixel: [Float]) -> SIMD4<Float> { SRGBCurve.withTables { $0.lab(pixel) } }

    static func srgb(_ lab: SIMD4<Float>) -> [Float] {
        var pixel: [Float] = [.nan, .nan, .nan]
        SRGBCurve.withTables { $0.write(lab, to: &pixel) }
        return pixel
    }

    @Test("Known colours have the coordinates that the definition gives them")
    func known() {
        // From B. Ottosson's definition: white, and sRGB's primaries, rounded.
        for (rgb, expected) in [
            ([1, 1, 1], [1, 0, 0]), ([0, 0, 0], [0, 0, 0]), ([1, 0, 0], [0.62796, 0.22486, 0.12585]),
            ([0, 1, 0], [0.86644, -0.23389, 0.17950]), ([0, 0, 1], [0.45201, -0.03246, -0.31153]),
        ] as [([Float], [Float])] {
            let lab = Self.lab(rgb)
            for channel in 0..<3 { #expect(abs(lab[channel] - expected[channel]) <= 1e-5, "\(rgb)") }
        }
    }

    @Test("Every colour agrees with double precision, and comes back within a few levels of 16 bits")
    func roundTrip() {
        var (error, back) = (0.0, 0.0)
        let steps: [Float] = [0, 1e-5, 0.002, 0.01, 0.04, 0.0405, 0.1, 0.25, 0.5, 0.777, 0.9, 0.999, 1]
        for r in steps {
            for g in steps {
                for b in steps {
                    let lab = Self.lab([r, g, b])
                    let exact = Self.lab([r, g, b].map { Double($0) })
                    for channel in 0..<3 { error = max(error, abs(Double(lab[channel]) - exact[channel])) }
                    for (x, y) in zip(Self.srgb(lab), [r, g, b]) { back = max(back, Double(abs(x - y))) }
                }
            }
        }
        // Near black the cube root makes rounding errors of linear light larger.
        #expect(error <= 2e-5)
        // Linear light comes back to 2e-6, rounding of the larger channels; that is 13 times as much where the curve is
        // steepest, in the dark channel of a pure colour.
        #expect(back <= 5e-5)
    }

    @Test("The sRGB curve's tables agree with the formula")
    func curve() {
        SRGBCurve.withTables { curve in
            for step in 0...100_000 {
                let x = Double(step) / 100_000
                let linear = x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
                let encoded = x <= 0.0031308 ? x * 12.92 : 1.055 * pow(x, 1 / 2.4) - 0.055
                if abs(Double(curve.linear(Float(x))) - linear) > 1e-6
                    || abs(Double(curve.encoded(Float(x))) - encoded) > 1e-6
                {
                    Issue.record("the curve is wrong at \(x)")
                }
            }
            #expect(curve.linear(-3) == 0 && curve.linear(7) == 1 && curve.linear(.nan) == 0)
            #expect(curve.encoded(-3) == 0 && curve.encoded(7) == 1 && curve.encoded(.nan) == 0)
        }
    }

    @Test("A colour that sRGB can't show keeps its hue and lightness and loses no more chroma than it must")
    func gamut() {
        for degrees in stride(from: 0, to: 360, by: 7) {
            let hue = SIMD2(Float(cos(Double(degrees) * .pi / 180)), Float(sin(Double(degrees) * .pi / 180)))
            for lightness: Float in [0.05, 0.3, 0.5, 0.7, 0.95] {
                let wanted = SIMD4(lightness, 0.5 * hue.x, 0.5 * hue.y, 0)
                let rgb = Self.srgb(wanted)
                #expect(rgb.allSatisfy { (0...1).contains($0) })
                // On the gamut's surface: at least one channel is at its end.
                #expect(rgb.contains { $0 < 2e-3 || $0 > 1 - 1e-5 }, "\(degrees)° at \(lightness): \(rgb)")
                let shown = Self.lab(rgb)
                #expect(abs(shown.x - lightness) <= 2e-4)
                let chroma = (shown.y * shown.y + shown.z * shown.z).squareRoot()
                #expect(chroma > 0.003 && chroma < 0.4)
                #expect((shown.y * hue.x + shown.z * hue.y) / chroma > 0.9999, "\(degrees)° at \(lightness)")
            }
        }
        #expect(Self.srgb([1.3, 0.2, 0, 0]) == [1, 1, 1])
        #expect(Self.srgb([-0.2, 0.2, 0, 0]) == [0, 0, 0])
        #expect(Self.srgb([.nan, 0, 0, 0]) == [0, 0, 0])
    }

    @Test("Across the gamut's edge colours change without a jump and without a flat band in lightness")
    func smooth() {
        // 65536 greys to full chroma: neighbours differ by at most a few levels of 16 bits.
        var last = Self.srgb([0.6, 0, 0, 0])
        var distinct = 0
        for step in 1...20_000 {
            let t = Float(step) / 20_000
            let pixel = Self.srgb([0.5 + 0.2 * t, 0.3 * t, 0.1, 0])
            if step > 1 {
                let jump = zip(pixel, last).map { abs($0 - $1) }.max() ?? 0
                #expect(jump <= 2e-4)
                if jump > 0 { distinct += 1 }
            }
            last = pixel
        }
        #expect(distinct > 19_900)
    }
}
