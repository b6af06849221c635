/// Which optimiser a painting uses.
public enum OptimiserKind: String, CaseIterable, Sendable, Codable {
    /// Limited-memory BFGS (Liu & Nocedal 1989) with a strong Wolfe line search.
    case lbfgs
    /// Adam (Kingma & Ba 2015).
    case adam
}
