import CProcessor
import NSTKernelTypes
import NSTKernelsBaseline
import NSTKernelsV3
import NSTKernelsV4

extension VectorKernels {
    /// The families that this processor can run, fastest first; never empty.
    public static let available: [VectorKernels] = {
        var families = [NSTKernelsBaseline.vectorKernels]
        if processor_has_v3() { families.insert(NSTKernelsV3.vectorKernels, at: 0) }
        if processor_has_v4() { families.insert(NSTKernelsV4.vectorKernels, at: 0) }
        return families
    }()

    /// The fastest family that this processor can run.
    public static var best: VectorKernels { available[0] }
}
