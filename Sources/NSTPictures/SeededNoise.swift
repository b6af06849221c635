extension RGBImage {
    /// Uniform noise between a quarter and three quarters.
    package static func noise(height: Int, width: Int, seed: Int) -> RGBImage {
        var generator = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
        return RGBImage(height: height, width: width) { values in
            for index in values.indices { values[index] = 0.25 + 0.5 * generator.unit() }
        }
    }
}
