/// A method that lowers a loss by asking for its value and gradient at one point after the other.
///
/// Ask-and-tell: evaluate the loss at `position`, hand the outcome to `observe`, repeat. The optimiser knows nothing of
/// pictures; `Gamut` translates.
protocol Optimiser {
    /// Where the loss is to be evaluated next.
    var position: [Float] { get }
    /// How many steps have been accepted so far.
    var acceptedSteps: Int { get }
    /// Whether no further progress can be made.
    var isFinished: Bool { get }
    /// How often it had to forget what it had learnt and go on with shorter steps.
    var setbacks: Int { get }
    /// Takes the loss and its gradient at `position` and moves `position` on.
    mutating func observe(loss: Double, gradient: [Float])
}
