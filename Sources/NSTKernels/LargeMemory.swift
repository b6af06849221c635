import Glibc

/// A large piece of memory, in huge pages where the system has them: the engine walks through hundreds of megabytes,
/// and with pages of 4 KiB the processor would spend its time looking them up.
///
/// It reads as zero until it is written, and takes no room until then. It is freed with the object.
public final class LargeMemory: @unchecked Sendable {
    /// The first value; aligned to a page.
    public let base: UnsafeMutablePointer<Float>
    /// How many values fit.
    public let count: Int
    private let bytes: Int

    /// Asks the system for room for `count` values.
    ///
    /// - Returns: `nil` where the system refuses.
    public init?(count: Int) {
        self.count = count
        bytes = max(1, count) * MemoryLayout<Float>.stride
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        // Only advice: without huge pages it works, too.
        madvise(memory, bytes, MADV_HUGEPAGE)
        base = memory.bindMemory(to: Float.self, capacity: max(1, count))
    }

    deinit { munmap(base, bytes) }
}
