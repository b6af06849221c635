import NSTKernelTypes

#if NST_V4
    private let familyName = "AVX-512"
#elseif NST_V3
    private let familyName = "AVX2"
#else
    private let familyName = "baseline"
#endif

/// This family's functions.
public let vectorKernels = VectorKernels(
    name: familyName, lanes: lanes, rows: registerRows, multiply: { multiply($0) }, addGram: { addGram($0) },
    transformInput: { transformInput($0) }, finishForward: { finishForward($0, $1) },
    finishBackward: { finishBackward($0, $1) }, transformWeights: { transformWeights($0) },
    transpose: { transpose($0) }, rectify: { rectify($0, $1, $2) }, gate: { gate($0, $1, $2) },
    add: { addVector($0, $1, $2) }, dot: { dotProduct($0, $1, $2) }, addMultiple: { addMultiple($0, $1, $2, $3) },
    multiplyAndAdd: { multiplyAndAdd($0) })
