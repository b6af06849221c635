import NSTKernels
import NSTKernelTypes
import Testing

/// A family of vector kernels as a test's argument.
struct Family: Sendable, CustomTestStringConvertible {
    var kernels: VectorKernels
    var testDescription: String { kernels.name }

    /// All that this processor can run.
    static let available = VectorKernels.available.map { Family(kernels: $0) }
}
