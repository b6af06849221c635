import NSTOptions

/// The longest side of the painting.
enum PaintingSize {
    /// The option table's default.
    static var standard: Int { Settings().size }
}
