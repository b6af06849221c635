import Crypto
import NSTVGG

/// Tensors that we know by their SHA-256, whatever file they came in.
enum KnownTensors {
    /// Keras's VGG-16, whose input is `InputConvention.keras`.
    static let kerasVGG16 = "dd21191fd3ba4d9b2b0104621c806227994d029acdf7f88d3ca0afd5774c15cf"

    /// Where those come from.
    static let kerasVGG16Origin = "\(KnownFile.oxfordOrigin(.vgg16)); Keras's conversion"

    /// The SHA-256 of a network's tensors (little-endian 32-bit floating point), from the image upwards, each
    /// convolution's weight before its bias.
    static func sha256(of tensors: [String: [Float]], architecture: Architecture) -> String {
        var hash = SHA256()
        for description in architecture.tensors {
            tensors[description.name]?.withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().hexDigits
    }
}
