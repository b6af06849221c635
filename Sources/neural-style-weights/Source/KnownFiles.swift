import Crypto
import FoundationEssentials
import NSTVGG
import WeightFormats

/// A file with a network's weights that many people have.
struct KnownFile: Sendable {
    /// How its contents are known.
    enum Checksum: Sendable, Hashable {
        /// The first digits of the SHA-256, which PyTorch puts into files' names.
        case sha256Prefix(String)
        /// The MD5, which is what Keras publishes.
        case md5(String)
    }

    var name: String
    var architecture: Architecture
    var checksum: Checksum
    var convention: InputConvention
    var origin: String
    var licence: String

    /// What is known of a file; `nil` for a file that isn't.
    ///
    /// - Parameter bytes: All of the file's.
    static func known(_ bytes: ByteRegion, format: FileFormat) -> KnownFile? {
        switch format {
        case .torchZip, .torchLegacy:
            let digits = bytes.digest(SHA256.self)
            return all.first {
                if case .sha256Prefix(let prefix) = $0.checksum { digits.hasPrefix(prefix) } else { false }
            }
        case .hdf5:
            let digits = bytes.digest(Insecure.MD5.self)
            return all.first { $0.checksum == .md5(digits) }
        default: return nil
        }
    }

    /// The files of Keras, of torchvision, and of J. Johnson's conversion for PyTorch.
    static let all: [KnownFile] = [
        keras("vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", .vgg16, "6d6bbae143d832006294945121d1f1fc"),
        keras("vgg16_weights_tf_dim_ordering_tf_kernels.h5", .vgg16, "64373286793e3c8b2b4e3219cbf3544b"),
        keras("vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5", .vgg19, "253f8cb515780f3b799900260a226db6"),
        keras("vgg19_weights_tf_dim_ordering_tf_kernels.h5", .vgg19, "cbe5617147190e668d6c5d5026f83318"),
        torchvision("vgg16-397923af.pth", .vgg16, "397923af"),
        torchvision("vgg19-dcbb9e9d.pth", .vgg19, "dcbb9e9d"),
        johnson("vgg16-00b39a1b.pth", .vgg16, "00b39a1b"),
        johnson("vgg19-d01eb7cb.pth", .vgg19, "d01eb7cb"),
    ]

    static let oxfordLicence = "CC BY 4.0"

    /// Who made a network of Oxford's.
    static func oxfordOrigin(_ architecture: Architecture) -> String {
        "\(architecture.title) by K. Simonyan and A. Zisserman (Visual Geometry Group, University of Oxford), trained on "
            + "ImageNet"
    }

    private static func keras(_ name: String, _ architecture: Architecture, _ md5: String) -> KnownFile {
        KnownFile(
            name: name, architecture: architecture, checksum: .md5(md5), convention: .keras,
            origin: "\(oxfordOrigin(architecture)); Keras's conversion, \(name)", licence: oxfordLicence)
    }

    private static func torchvision(_ name: String, _ architecture: Architecture, _ prefix: String) -> KnownFile {
        KnownFile(
            name: name, architecture: architecture, checksum: .sha256Prefix(prefix), convention: .torchvision,
            origin: "\(architecture.title) as torchvision trained it on ImageNet, \(name)",
            licence: "BSD 3-Clause (torchvision)")
    }

    private static func johnson(_ name: String, _ architecture: Architecture, _ prefix: String) -> KnownFile {
        KnownFile(
            name: name, architecture: architecture, checksum: .sha256Prefix(prefix), convention: .keras,
            origin: "\(oxfordOrigin(architecture)); J. Johnson's conversion, \(name)", licence: oxfordLicence)
    }
}

extension ByteRegion {
    /// A digest of all bytes in hexadecimal digits.
    func digest<Hash: HashFunction>(_ type: Hash.Type) -> String {
        withUnsafeBytes { bytes in
            var hash = Hash()
            hash.update(bufferPointer: bytes)
            return hash.finalize().hexDigits
        }
    }
}
