import FoundationEssentials

/// What kind of file something is, told by its first bytes.
enum FileFormat: Equatable {
    case safetensors
    case onnx
    case hdf5
    case pickle
    case wheel
    case unknown

    init(_ data: Data) {
        let start = [UInt8](data.prefix(9))
        if start.starts(with: [0x89] + Array("HDF\r\n".utf8)) {
            self = .hdf5
        } else if start.starts(with: Array("PK".utf8) + [3, 4]) {
            self = .wheel
        } else if start.count == 9 && start[8] == UInt8(ascii: "{") {
            self = .safetensors
        } else if start.first == 0x80 {
            self = .pickle
        } else if start.first == 0x08 {
            // Field 1 of the model, a varint: the version of ONNX's form.
            self = .onnx
        } else {
            self = .unknown
        }
    }

    /// The format in a sentence.
    var title: String {
        switch self {
        case .safetensors: "a safetensors file"
        case .onnx: "an ONNX file"
        case .hdf5: "an HDF5 (Keras) file"
        case .pickle: "a Python pickle"
        case .wheel: "an archive"
        case .unknown: "an unknown file"
        }
    }
}
