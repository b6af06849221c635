/// Oklab (B. Ottosson 2020, "A perceptual color space for image processing"): lightness L, 0…1, and the opponent
/// colours a (green to red) and b (blue to yellow), between about −0.4 and 0.4. Equal distances look about equal, and
/// changing one coordinate hardly changes how the others look.
enum Oklab {
    /// L, a, b of linear light in sRGB's primaries.
    @inline(__always)
    static func lab(linear rgb: SIMD4<Float>) -> SIMD4<Float> {
        var cones = SIMD4<Float>(0.412_221_470_8, 0.211_903_498_2, 0.088_302_461_9, 0) * rgb.x
        cones += SIMD4(0.536_332_536_3, 0.680_699_545_1, 0.281_718_837_6, 0) * rgb.y
        cones += SIMD4(0.051_445_992_9, 0.107_396_956_6, 0.629_978_700_5, 0) * rgb.z
        let root = cubeRoot(cones)
        return SIMD4(0.210_454_255_3, 1.977_998_495_1, 0.025_904_037_1, 0) * root.x
            + SIMD4(0.793_617_785_0, -2.428_592_205_0, 0.782_771_766_2, 0) * root.y
            + SIMD4(-0.004_072_046_8, 0.450_593_709_9, -0.808_675_766_0, 0) * root.z
    }

    /// The cones' roots l′, m′, s′, of which linear light is a cubic function, split into what lightness and what
    /// chroma gives them: `root = L + chroma`.
    @inline(__always)
    private static func chroma(_ lab: SIMD4<Float>) -> SIMD4<Float> {
        SIMD4(0.396_337_777_4, -0.105_561_345_8, -0.089_484_177_5, 0) * lab.y
            + SIMD4(0.215_803_757_3, -0.063_854_172_8, -1.291_485_548_0, 0) * lab.z
    }

    @inline(__always)
    private static func linear(root: SIMD4<Float>) -> SIMD4<Float> {
        let cones = root * root * root
        return SIMD4(4.076_741_662_1, -1.268_438_004_6, -0.004_196_086_3, 0) * cones.x
            + SIMD4(-3.307_711_591_3, 2.609_757_401_1, -0.703_418_614_7, 0) * cones.y
            + SIMD4(0.230_969_929_2, -0.341_319_396_5, 1.707_614_701_0, 0) * cones.z
    }

    /// Linear light 0…1 of a colour. One that sRGB can't show loses chroma until it can, and keeps its hue and its
    /// lightness; lightness outside 0…1 becomes black or white.
    @inline(__always)
    static func linear(lab: SIMD4<Float>) -> SIMD4<Float> {
        // NaN is black.
        let lightness = lab.x > 0 ? min(1, lab.x) : 0
        let grey = SIMD4<Float>(repeating: lightness)
        if lightness == 0 || lightness == 1 { return grey }
        let chroma = chroma(lab)
        var rgb = linear(root: grey + chroma)
        if !isShown(rgb) {
            // How much chroma can stay: 20 halvings are a millionth, finer than 16 bits.
            var (share, step): (Float, Float) = (0, 0.5)
            for _ in 0..<20 {
                if isShown(linear(root: grey + (share + step) * chroma)) { share += step }
                step /= 2
            }
            rgb = linear(root: grey + share * chroma)
        }
        return rgb.clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 1))
    }

    /// Whether linear light is inside 0…1, but for rounding.
    @inline(__always)
    private static func isShown(_ rgb: SIMD4<Float>) -> Bool {
        rgb.min() >= -1e-6 && rgb.max() <= 1 + 1e-6
    }

    /// The cube roots of numbers from 0, to about one unit in the last place: a first guess from the exponent's bits,
    /// then Halley's method.
    @inline(__always)
    private static func cubeRoot(_ x: SIMD4<Float>) -> SIMD4<Float> {
        let x = x.replacing(with: 0, where: x .< 0)
        // The bits of a number are about its logarithm.
        func guess(_ x: Float) -> Float { Float(bitPattern: x.bitPattern / 3 + 709_921_077) }
        var y = SIMD4<Float>(guess(x.x), guess(x.y), guess(x.z), 1)
        for _ in 0..<3 {
            let cube: SIMD4<Float> = y * y * y
            let above: SIMD4<Float> = cube + x + x
            let below: SIMD4<Float> = cube + cube + x
            y *= above / below
        }
        return y.replacing(with: 0, where: x .== 0)
    }
}

extension SRGBCurve.Tables {
    /// Oklab's L, a, b of a pixel of sRGB 0…1.
    @inline(__always)
    func lab(_ pixel: UnsafePointer<Float>) -> SIMD4<Float> {
        Oklab.lab(linear: SIMD4(linear(pixel[0]), linear(pixel[1]), linear(pixel[2]), 0))
    }

    /// Writes a pixel of sRGB 0…1 that shows L, a, b.
    @inline(__always)
    func write(_ lab: SIMD4<Float>, to pixel: UnsafeMutablePointer<Float>) {
        let rgb = Oklab.linear(lab: lab)
        for channel in 0..<3 { pixel[channel] = encoded(rgb[channel]) }
    }
}
