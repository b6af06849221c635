import NSTKernels
import NSTOptions
import NSTPictures

@testable import NSTCore

extension Plan {
    /// A plan for pictures of which only the sizes matter, without what else a program holds.
    init(
        content: Extent, styles: [Extent], settings: Settings, memoryLimit: Int? = nil,
        backend: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        var pictures = HeldPictures(content: content, styles: styles)
        pictures.programBytes = 0
        try self.init(for: pictures, settings: settings, memoryLimit: memoryLimit, backend: backend)
    }

    /// Cuts a scale into other tiles.
    mutating func replaceTiles(ofScale index: Int, with tiles: TilePlan) {
        scales[index].tiles = tiles
        workspaceCounts[index] = max(workspaceCounts[index], tiles.workspaceCount)
    }
}

extension TilePlan {
    /// A plan with tiles of a given number.
    init(
        content: Extent, styles: [Extent], rows: Int, columns: Int, alignment: Int = 1, settings: Settings,
        network: Network, backend: Backend.Configuration
    ) {
        self.init(
            sizes: LossSizes(
                content: content, styles: styles, convolutions: network.layers.map(\.convolution), backend: backend),
            designs: LossDesigns(settings, hasStyle: !styles.isEmpty), pooling: settings.pooling, rows: rows,
            columns: columns, alignment: alignment)
    }
}
