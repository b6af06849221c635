/// Which optimiser a painting uses.
public enum OptimiserKind: String, CaseIterable, Sendable, Codable {
    /// Limited-memory BFGS (Liu & Nocedal 1989) with a strong Wolfe line search.
    case lbfgs
    /// Adam (Kingma & Ba 2015).
    case adam
    /// Steps of equal size along the gradient (M. Hvass Pedersen, *TensorFlow Tutorial #15*, 2016).
    case descent

    /// The size of its steps, in 8-bit levels, where settings don't say: for L-BFGS the most by which its first step changes
    /// a pixel, for Adam its learning rate (0.05 of the range was measured best of those that clamp), for descent the
    /// standard deviation of a step.
    package var defaultStepSize: Double {
        switch self {
        case .lbfgs: 25.5
        case .adam: 12.75
        case .descent: 10
        }
    }
}
