/// The formats of weights files, told apart by their contents.
package enum FileFormat: String, CaseIterable, Sendable {
    case safetensors
    /// PyTorch's since 1.6: a zip archive.
    case torchZip
    /// PyTorch's before: pickles with the data behind them.
    case torchLegacy
    case onnx
    case caffe
    case tensorFlow
    case hdf5
    case matlab

    /// The format that some bytes are in; `nil` for none of these.
    package init?(_ region: ByteRegion) {
        if region.has([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], at: 0) {
            self = .hdf5
        } else if region.has([0x50, 0x4b, 3, 4], at: 0) {
            self = .torchZip
        } else if region.has("MATLAB 5.0 MAT-file".utf8, at: 0) || region.has("MATLAB 7".utf8, at: 0)
            || MatlabReader.hasEndianMark(region)
        {
            self = .matlab
        } else if region.has([UInt8(ascii: "{")], at: 8) {
            self = .safetensors
        } else if region.has([0x80], at: 0) {
            self = .torchLegacy
        } else if let format = ProtobufKind.format(of: region) {
            self = format
        } else {
            return nil
        }
    }
}

extension StoredNetwork {
    /// Reads what a file says of its tensors, whatever its format is. The tensors' data stay in the file.
    package static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        guard let format = FileFormat(region) else { throw .unknownFormat }
        return try read(region, as: format)
    }

    /// Reads a file of a known format.
    package static func read(_ region: ByteRegion, as format: FileFormat) throws(FormatError) -> StoredNetwork {
        switch format {
        case .safetensors: try SafetensorsReader.read(region)
        case .torchZip: try TorchReader.readZip(region)
        case .torchLegacy: try TorchReader.readLegacy(region)
        case .onnx: try ONNXReader.read(region)
        case .caffe: try CaffeReader.read(region)
        case .tensorFlow: try TensorFlowReader.read(region)
        case .hdf5: try HDF5Reader.read(region)
        case .matlab: try MatlabReader.read(region)
        }
    }
}
