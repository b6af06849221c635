/// The rectified linear unit, `max(0, x)`.
public enum Rectifier {
    /// `output[i] = max(0, input[i])`; the two may be the same memory.
    public static func apply(_ input: UnsafePointer<Float>, count: Int, output: UnsafeMutablePointer<Float>) {
        for index in 0..<count { output[index] = input[index] > 0 ? input[index] : 0 }
    }

    /// Sets the gradient to zero where the ReLU's output is zero.
    ///
    /// - Parameters:
    ///   - gradient: With respect to the ReLU's output; changed to that with respect to its input.
    ///   - output: What the ReLU returned.
    public static func backward(gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int) {
        for index in 0..<count { gradient[index] = output[index] > 0 ? gradient[index] : 0 }
    }
}
