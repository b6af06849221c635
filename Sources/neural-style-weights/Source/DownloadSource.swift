import NSTVGG

/// Where a network's weights can be downloaded from.
struct DownloadSource: Sendable {
    /// What is known of the file, its checksum included.
    var file: KnownFile
    var url: String
    var bytes: Int

    /// The sources of a network, the best first: Oxford's own weights in Keras's files, which hold nothing but the
    /// convolutions.
    static func sources(for architecture: Architecture) -> [DownloadSource] {
        let name = "\(architecture.rawValue)_weights_tf_dim_ordering_tf_kernels_notop.h5"
        guard let file = KnownFile.all.first(where: { $0.name == name }) else { return [] }
        let bytes = architecture == .vgg16 ? 58_889_256 : 80_134_624
        return [
            "https://storage.googleapis.com/tensorflow/keras-applications/\(architecture.rawValue)/\(name)",
            "https://github.com/fchollet/deep-learning-models/releases/download/v0.1/\(name)",
        ].map { DownloadSource(file: file, url: $0, bytes: bytes) }
    }

    /// The host, for messages.
    var host: String { url.split(separator: "/").dropFirst().first.map(String.init) ?? url }
}
