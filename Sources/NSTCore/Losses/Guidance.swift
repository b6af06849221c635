import NSTPictures

/// Which pixels of the painted picture count, and with which styles they are compared.
///
/// A region has Gram matrices of its own, over its pixels alone (Gatys et al. 2017, "Controlling perceptual factors in
/// neural style transfer", arXiv:1611.07865, eq. 6 and 7).
struct Guidance {
    /// Pixels that are compared with the same styles.
    struct Region {
        /// How much each pixel belongs to the region; `nil` where all do fully.
        var pixels: Mask?
        /// The numbers of the styles.
        var styles: [Int]
    }

    /// How much each pixel counts; `nil` where all do fully.
    let coverage: Mask?
    /// The regions, each with at least one style and something of a pixel. Together no pixel belongs to them more than it
    /// counts.
    let regions: [Region]

    /// Whether some region is compared with a style.
    func usesStyle(_ number: Int) -> Bool { regions.contains { $0.styles.contains(number) } }

    /// Brings the masks together, at the size of the content.
    ///
    /// Styles without a region get what the others leave; where regions overlap, each gets its share.
    init(content: Content, styles: [Style]) {
        let extent = content.image.extent
        func mask(_ mask: Mask) -> Mask { mask.resampled(height: extent.height, width: extent.width).clamped }

        coverage = content.coverage.map(mask).flatMap { $0.isFull ? nil : $0 }
        // Styles with the same mask share a region.
        var masks: [Mask] = []
        var regions: [Region] = []
        for (number, style) in styles.enumerated() {
            guard let drawn = style.region else { continue }
            if let known = masks.firstIndex(of: drawn) {
                regions[known].styles.append(number)
            } else {
                masks.append(drawn)
                regions.append(Region(pixels: mask(drawn), styles: [number]))
            }
        }
        let everywhere = styles.indices.filter { styles[$0].region == nil }
        if !regions.isEmpty {
            var sum = [Float](repeating: 0, count: extent.pixels)
            for case let mask? in regions.map(\.pixels) {
                for index in sum.indices { sum[index] += mask.values[index] }
            }
            let total = Mask(height: extent.height, width: extent.width, unchecked: sum)
            for index in regions.indices {
                regions[index].pixels = regions[index].pixels?.combined(with: total) { $0 / max(1, $1) }
            }
            let rest = total.combined(with: total) { sum, _ in max(0, 1 - sum) }
            if !everywhere.isEmpty { regions.append(Region(pixels: rest, styles: everywhere)) }
        } else if !everywhere.isEmpty {
            regions = [Region(pixels: nil, styles: everywhere)]
        }
        if let coverage {
            for index in regions.indices {
                regions[index].pixels = regions[index].pixels?.combined(with: coverage, *) ?? coverage
            }
        }
        for index in regions.indices where regions[index].pixels?.isFull == true { regions[index].pixels = nil }
        self.regions = regions.filter { $0.pixels?.values.contains { $0 > 0 } ?? true }
    }
}
