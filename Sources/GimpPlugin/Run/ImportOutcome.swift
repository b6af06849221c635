/// What came out of importing a file of weights.
enum ImportOutcome: Equatable, Sendable {
    /// The weights are installed; the tool's own sentence.
    case imported(String)
    /// The file doesn't tell what input its network was trained on.
    case conventionNeeded(String)
    /// It didn't work; the tool's own sentence.
    case failed(String)
    /// There is no tool in any of these folders.
    case noTool(searched: [String])
}
