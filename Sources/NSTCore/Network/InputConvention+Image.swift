import NSTVGG

extension InputConvention {
    /// For each of the network's input channels, where the picture has it (red, green, blue).
    var imageChannels: [Int] { channelOrder == .bgr ? [2, 1, 0] : [0, 1, 2] }

    /// For each of the network's input channels, its derivative by the picture's value.
    var factors: [Float] { standardDeviation.map { scale / $0 } }

    /// Turns a picture into what the network was trained on: `(sRGB · scale − mean) / standardDeviation`.
    ///
    /// - Parameters:
    ///   - image: `[pixels, 3]`, sRGB 0…1, red first.
    ///   - input: `[pixels, 3]` in the network's channel order, overwritten.
    func encode(_ image: UnsafePointer<Float>, pixels: Int, into input: UnsafeMutablePointer<Float>) {
        for (channel, source) in imageChannels.enumerated() {
            let factor = scale / standardDeviation[channel]
            let offset = -mean[channel] / standardDeviation[channel]
            for pixel in 0..<pixels { input[3 * pixel + channel] = image[3 * pixel + source] * factor + offset }
        }
    }

    /// Turns a gradient with respect to the network's input into that with respect to the picture (the chain rule of
    /// `encode`).
    func decodeGradient(_ gradient: UnsafePointer<Float>, pixels: Int, into image: UnsafeMutablePointer<Float>) {
        for (channel, target) in imageChannels.enumerated() {
            let factor = scale / standardDeviation[channel]
            for pixel in 0..<pixels { image[3 * pixel + target] = gradient[3 * pixel + channel] * factor }
        }
    }
}
