/// Which optimiser a painting uses.
public enum OptimiserKind: String, CaseIterable, Sendable, Codable {
    /// Adam on the levels of a Laplacian pyramid (Kolkin et al. 2022, arXiv:2203.13215, section 3.4).
    case pyramid
    /// Limited-memory BFGS (Liu & Nocedal 1989).
    case lbfgs
    /// Adam (Kingma & Ba 2015).
    case adam
    /// Steps of equal size along the gradient (M. Hvass Pedersen, *TensorFlow Tutorial #15*, 2016).
    case descent
}
