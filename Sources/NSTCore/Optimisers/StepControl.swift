/// How `LBFGS` finds the length of a step along its direction.
enum StepControl {
    /// A line search for the strong Wolfe conditions: each accepted step lowers the loss enough, for some evaluations more.
    case strongWolfe
    /// The step that quasi-Newton theory hands over, as it is, unless the loss rises much: nearly every evaluation moves the
    /// picture. It reached lower losses in as many evaluations than a line search did.
    case unit

    /// The loss may rise by this share in a unit step: a small rise is made good by the steps after it.
    static let toleratedRise = 0.25
    /// A refused step is shortened to this share.
    static let shortening = 0.2
    /// After so many refusals in a row the history is forgotten.
    static let patience = 4
}
