/// How much memory a painting may take: what is free, or an amount.
package enum MemoryLimit: Equatable, Sendable {
    /// What `MemoryBudget` finds free.
    case automatic
    /// So many bytes, free or not.
    case bytes(Int)

    /// What may be asked for, in bytes: 256 MiB to 1 TiB.
    package static let range = (256 << 20)...(1 << 40)

    private static let automaticText = "auto"

    /// Reads `auto`, or an amount as `MemorySize` reads it, of any size; `nil` for anything else.
    package init?(_ text: String) {
        if text == Self.automaticText {
            self = .automatic
        } else {
            guard let size = MemorySize(text) else { return nil }
            self = .bytes(size.bytes)
        }
    }

    /// The limit in bytes; `nil` where there is none.
    ///
    /// - Parameter available: What is free, read only where it counts.
    package func bytes(available: () -> Int?) -> Int? {
        switch self {
        case .automatic: available()
        case .bytes(let bytes): bytes
        }
    }
}

extension MemoryLimit: CustomStringConvertible {
    /// As `init` reads it.
    package var description: String {
        switch self {
        case .automatic: Self.automaticText
        case .bytes(let bytes): MemorySize(bytes: bytes).description
        }
    }
}
