/// How `LBFGS` finds the length of a step along its direction.
enum StepControl {
    /// A line search for the strong Wolfe conditions: each accepted step lowers the loss enough, for some evaluations more.
    case strongWolfe
    /// The step that quasi-Newton theory hands over, as it is, unless the loss rises much: nearly every evaluation moves the
    /// picture. It reached lower losses in as many evaluations than a line search did.
    case unit

    /// The loss may rise in a unit step by this share of what its slope promised that it would fall: a small rise is made
    /// good by the steps after it. Along a parabola, such a step is three times as long as the best; in runs, rises were
    /// below 0.4 or, where the next picture was spoilt, above 1.2 of the promise. Only a difference of losses is compared
    /// with it: logarithms are negative, and what is added to a loss means nothing.
    static let toleratedRise = 0.5
    /// A refused step is shortened to this share.
    static let shortening = 0.2
    /// After so many refusals in a row the history is forgotten.
    static let patience = 4
}
