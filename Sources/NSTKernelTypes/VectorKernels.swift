/// The loops over raw memory that are compiled once for each family of processors; `NSTKernels` chooses between them
/// when the program runs.
///
/// Feature maps are `[height, width, channels]`. A transformed block holds, for each of the grid's positions, a matrix
/// with one row for each cell.
public struct VectorKernels: Sendable {
    /// The family's name, for people.
    public let name: String
    /// Values in one vector. Channel counts must be multiples of it.
    public let lanes: Int
    /// How many rows of the left matrix `multiply` keeps in registers; fastest with multiples of it.
    public let rows: Int
    /// `c = a · b` for packed panels.
    public let multiply: @Sendable (Product) -> Void
    /// Adds products of a block's columns to the upper panels of a Gram matrix.
    public let addGram: @Sendable (GramBlock) -> Void
    /// Transforms cells of a feature map.
    public let transformInput: @Sendable (InputTransform) -> Void
    /// Transforms products back and hands them on as the next feature map.
    public let finishForward: @Sendable (TransformedBlock, ForwardOutput) -> Void
    /// Transforms products back and hands them on as a gradient.
    public let finishBackward: @Sendable (TransformedBlock, BackwardOutput) -> Void
    /// Transforms the kernels of some output channels.
    public let transformWeights: @Sendable (WeightTransform) -> Void
    /// Turns the weights of one position from forward to backward order.
    public let transpose: @Sendable (PanelTransposition) -> Void
    /// `output[i] = max(0, input[i])` for so many values; the two may be the same memory.
    public let rectify: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    /// Sets a gradient to zero where the activation isn't positive, for so many values.
    public let gate: @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
    /// Adds the first vector to the second, for so many values.
    public let add: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    /// `Σ a[i]·b[i]` over so many values, summed in double precision.
    public let dot: @Sendable (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Double
    /// `y[i] += a·x[i]` for so many values.
    public let addMultiple: @Sendable (Float, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    /// Multiplies and adds in registers only, `12 · lanes` values in each of so many rounds, to measure the processor.
    public let multiplyAndAdd: @Sendable (Int) -> Float

    /// Columns of a packed panel: two vectors.
    public var panel: Int { 2 * lanes }

    /// Puts a family's functions together.
    public init(
        name: String, lanes: Int, rows: Int, multiply: @escaping @Sendable (Product) -> Void,
        addGram: @escaping @Sendable (GramBlock) -> Void,
        transformInput: @escaping @Sendable (InputTransform) -> Void,
        finishForward: @escaping @Sendable (TransformedBlock, ForwardOutput) -> Void,
        finishBackward: @escaping @Sendable (TransformedBlock, BackwardOutput) -> Void,
        transformWeights: @escaping @Sendable (WeightTransform) -> Void,
        transpose: @escaping @Sendable (PanelTransposition) -> Void,
        rectify: @escaping @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
        gate: @escaping @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void,
        add: @escaping @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
        dot: @escaping @Sendable (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Double,
        addMultiple: @escaping @Sendable (Float, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
        multiplyAndAdd: @escaping @Sendable (Int) -> Float
    ) {
        self.name = name
        self.lanes = lanes
        self.rows = rows
        self.multiply = multiply
        self.addGram = addGram
        self.transformInput = transformInput
        self.finishForward = finishForward
        self.finishBackward = finishBackward
        self.transformWeights = transformWeights
        self.transpose = transpose
        self.rectify = rectify
        self.gate = gate
        self.add = add
        self.dot = dot
        self.addMultiple = addMultiple
        self.multiplyAndAdd = multiplyAndAdd
    }
}
