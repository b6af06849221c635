import Glibc
import WeightFormats

extension FormatError {
    /// What was wrong with a file and what to do, to say after the file's name.
    var predicate: String {
        switch self {
        case .unreadable(let code):
            "can't be read (\(String(cString: strerror(code)))); check the path and its permissions"
        case .notAFile:
            "is not a file; give the path of one with a network's weights"
        case .unknownFormat:
            "is in no format that this tool knows; it reads weights of PyTorch, Keras, Caffe, MatConvNet, TensorFlow and "
                + "ONNX, and safetensors"
        case .truncated:
            "ends too early or is damaged; get it again"
        case .malformed(let part):
            "is damaged (\(part)); get it again"
        case .unsupported(let feature):
            "can't be read, because it has \(feature); get the network in another form (the README lists files)"
        case .tooMany(let things):
            "has more \(things) than any network's weights; if it really holds a network, get another form of it"
        case .forbiddenGlobal(let name):
            "asks to run '\(name)', which weights never need and this tool never does; save the network's state "
                + "dictionary instead: torch.save(model.state_dict(), …)"
        case .externalData(let tensor):
            "keeps the data of \(tensor) in another file; export the network into one file"
        case .wrongConvolutionCount(let found, let expected):
            "has \(found) 3×3 convolutions instead of \(expected.map(String.init).joined(separator: " or ")), so it isn't "
                + "the VGG network that is needed"
        case .batchNormalised:
            "holds a network with batch normalisation; style transfer needs the plain VGG-16 or VGG-19"
        case .theanoKernels:
            "holds kernels for Theano; get the file for TensorFlow (…_tf_dim_ordering_tf_kernels….h5)"
        case .missingBias(let convolution):
            "has no bias for \(convolution); VGG networks have one for each convolution"
        case .missingConstant(let convolution, let name):
            "has no constant '\(name)' for \(convolution); export the network with its weights inside"
        case .wrongShape(let tensor, let found, let expected):
            "has \(tensor) of shape \(found) where a VGG network has \(expected)"
        case .wrongElementType(let tensor, let found):
            "has \(tensor) in a number format that isn't read (\(found)); save the network as float32"
        case .wrongDataSize(let tensor):
            "has more or less data for \(tensor) than its shape needs; it is damaged, get it again"
        case .notFinite(let tensor):
            "has values in \(tensor) that are no finite numbers; it is damaged, get it again"
        case .unexpectedLayers(let convolution, let found):
            "has other layers before \(convolution) than a VGG network (\(found.joined(separator: ", ")))"
        case .unexpectedAttribute(let convolution, let attribute):
            "has another '\(attribute)' at \(convolution) than a VGG network"
        }
    }
}

extension FileFormat {
    /// The format in a sentence.
    var title: String {
        switch self {
        case .safetensors: "safetensors"
        case .torchZip: "PyTorch's form (zip)"
        case .torchLegacy: "PyTorch's old form"
        case .onnx: "ONNX"
        case .caffe: "Caffe's form"
        case .tensorFlow: "TensorFlow's form"
        case .hdf5: "Keras's form (HDF5)"
        case .matlab: "MatConvNet's form (MATLAB)"
        }
    }
}
