import NSTPictures

extension Mask {
    /// Alpha or coverage below this shows nothing in 8 bits.
    private static let visible: Float = 1 / 512

    /// Whether it lets anything be seen.
    var isVisible: Bool { values.contains { $0 > Self.visible } }

    /// The product of those factors that are there, each as large as `pixels`, within 0…1; `nil` where it is 1
    /// everywhere.
    static func product(_ factors: [[Float]?], like pixels: PixelBuffer) -> Mask? {
        let factors = factors.compactMap(\.self)
        guard var product = factors.first else { return nil }
        for factor in factors.dropFirst() {
            for index in product.indices { product[index] *= factor[index] }
        }
        guard product.contains(where: { $0 < 1 }) else { return nil }
        return Mask(height: pixels.height, width: pixels.width, values: product.map { min(1, max(0, $0)) })
    }
}
