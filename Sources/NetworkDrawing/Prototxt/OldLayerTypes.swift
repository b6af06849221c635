/// The names that types of layers had before Caffe named them by texts (`V1LayerParameter.LayerType`).
enum OldLayerTypes {
    /// The present name of a type; a name that isn't an old one is its own.
    static func presentName(of name: String) -> String {
        guard name.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) else { return name }
        if let irregular = irregular[name] { return irregular }
        guard regular.contains(name) else { return name }
        // POOLING is Pooling, INNER_PRODUCT is InnerProduct.
        return name.split(separator: "_").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
    }

    private static let irregular = [
        "ABSVAL": "AbsVal", "ARGMAX": "ArgMax", "BNLL": "BNLL", "HDF5_DATA": "HDF5Data", "HDF5_OUTPUT": "HDF5Output",
        "LRN": "LRN", "MVN": "MVN", "RELU": "ReLU", "SOFTMAX_LOSS": "SoftmaxWithLoss", "TANH": "TanH",
    ]

    private static let regular: Set<String> = [
        "ACCURACY", "CONCAT", "CONTRASTIVE_LOSS", "CONVOLUTION", "DATA", "DECONVOLUTION", "DROPOUT", "DUMMY_DATA",
        "ELTWISE", "EUCLIDEAN_LOSS", "EXP", "FLATTEN", "HINGE_LOSS", "IM2COL", "IMAGE_DATA", "INFOGAIN_LOSS",
        "INNER_PRODUCT", "MEMORY_DATA", "MULTINOMIAL_LOGISTIC_LOSS", "POOLING", "POWER", "SIGMOID",
        "SIGMOID_CROSS_ENTROPY_LOSS", "SILENCE", "SLICE", "SOFTMAX", "SPLIT", "THRESHOLD", "WINDOW_DATA",
    ]
}
