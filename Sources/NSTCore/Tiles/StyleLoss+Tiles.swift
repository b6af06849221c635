import NSTKernels

extension StyleLoss {
    /// A loss whose target was measured in tiles.
    ///
    /// - Parameter target: The style picture's Gram matrix `[channels, channels]`, divided as the normalisation says.
    init(
        layer: LayerName, target: [Float], channels: Int, weight: Double, normalisation: LossNormalisation,
        layerCount: Int
    ) {
        self.layer = layer
        self.target = target
        self.normalisation = normalisation
        factor = weight * normalisation.styleFactor(channels: channels, layerCount: layerCount)
    }
}
