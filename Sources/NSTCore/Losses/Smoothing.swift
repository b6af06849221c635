import NSTOptions
import NSTPictures

extension Smoothing {
    /// A content's difference that halves a pixel's weight: 0.1 in all three channels together, or a step of 15 of 255
    /// levels in each. Film grain and brushwork stay below it, outlines above.
    static let edgeScale: Float = 0.1

    /// How much each pixel counts in the total variation, `[height, width]`; `nil` for all alike.
    func weights(content: RGBImage) -> [Float]? {
        guard self == .content else { return nil }
        let (height, width) = (content.height, content.width)
        return content.values.withUnsafeBufferPointer { values in
            (0..<(height * width)).map { pixel in
                var squares: Float = 0
                for channel in 0..<3 {
                    let value = values[3 * pixel + channel]
                    let across = pixel % width + 1 < width ? values[3 * (pixel + 1) + channel] - value : 0
                    let down = pixel / width + 1 < height ? values[3 * (pixel + width) + channel] - value : 0
                    squares += across * across + down * down
                }
                return 1 / (1 + squares / (Self.edgeScale * Self.edgeScale))
            }
        }
    }
}
