import Glibc
import Testing

@testable import NSTCore

@Suite("L-BFGS") struct LBFGSTests {
    static let firstSteps: [LBFGS.FirstStep] = [.inverseGradientSum, .greatestMove(0.02)]

    @Test(
        "It finds the minimum of a quadratic function of 50 variables with curvatures from 1 to 100", arguments: 0..<2)
    func quadratic(choice: Int) {
        var random = SplitMix64(seed: 77)
        let minimum = random.signedUnits(50)
        var optimiser = LBFGS(start: random.signedUnits(50), firstStep: Self.firstSteps[choice])
        let (losses, best) = TextbookFunction.minimise(&optimiser, evaluations: 200) {
            TextbookFunction.quadratic($0, minimum: minimum)
        }
        #expect(losses[0] > 10)
        // `Float` can't tell points nearer than 6e-8 of their size; with curvatures to 100 the loss there is 1e-13 a term.
        #expect(losses.min() ?? .infinity < 1e-9)
        #expect(Comparison.relativeError(best, minimum) < 1e-4)
    }

    @Test("It follows Rosenbrock's valley to its end", arguments: 0..<2)
    func rosenbrock(choice: Int) {
        var optimiser = LBFGS(start: [-1.2, 1], firstStep: Self.firstSteps[choice])
        let (losses, best) = TextbookFunction.minimise(
            &optimiser, evaluations: 150, TextbookFunction.rosenbrock)
        #expect(losses.min() ?? .infinity < 1e-8)
        // The valley's floor is flat: a loss of 1e-8 allows 1e-4·√5 along it.
        #expect(Comparison.relativeError(best, [1, 1]) < 1e-3)
    }

    @Test("Every accepted step lowers the loss, and no step is accepted twice")
    func monotone() {
        var optimiser = LBFGS(start: [-1.2, 1])
        var accepted: [Double] = []
        var evaluations = 0
        while !optimiser.isFinished, evaluations < 100 {
            let (loss, gradient) = TextbookFunction.rosenbrock(optimiser.position)
            let before = optimiser.acceptedSteps
            optimiser.observe(loss: loss, gradient: gradient)
            #expect(optimiser.acceptedSteps - before <= 1)
            if optimiser.acceptedSteps > before { accepted.append(loss) }
            evaluations += 1
        }
        #expect(accepted.count > 10)
        // The point that is accepted may be an earlier one of the search than the last evaluated.
        #expect(accepted.min() ?? .infinity < 1e-3)
        #expect(zip(accepted, accepted.dropFirst()).filter { $1 < $0 }.count > accepted.count * 3 / 4)
    }

    @Test("The first step moves no value farther than it is told")
    func firstMove() {
        let start: [Float] = [1, -2, 3]
        var optimiser = LBFGS(start: start, firstStep: .greatestMove(0.02))
        optimiser.observe(loss: 1e9, gradient: [1e6, -5e6, 1e-3])
        let moves = zip(optimiser.position, start).map { $0 - $1 }
        // Next to 3 a `Float` keeps steps of 2e-7.
        #expect(abs(moves.map(abs).reduce(0, max) - 0.02) <= 1e-6)
        #expect(moves[0] < 0)
        #expect(moves[1] > 0)
    }

    @Test("At a minimum it stops instead of wandering off")
    func atMinimum() {
        var optimiser = LBFGS(start: [0.25, 0.5])
        optimiser.observe(loss: 0, gradient: [0, 0])
        #expect(optimiser.isFinished)
        #expect(optimiser.position == [0.25, 0.5])
    }

    @Test("A start without a finite loss ends the run where it is", arguments: [Double.nan, .infinity])
    func notFinite(loss: Double) {
        var optimiser = LBFGS(start: [0.25, 0.5])
        optimiser.observe(loss: loss, gradient: [1, 1])
        #expect(optimiser.isFinished)
        #expect(optimiser.position == [0.25, 0.5])
    }

    @Test("Where the loss overflows ahead, the search comes back and still finds the minimum")
    func overflow() {
        // −log(1 − x) − log(x): infinite outside 0…1, least at ½.
        func barrier(_ point: [Float]) -> (loss: Double, gradient: [Float]) {
            let x = Double(point[0])
            guard x > 0, x < 1 else { return (.infinity, [.nan]) }
            return (-log(1 - x) - log(x), [Float(1 / (1 - x) - 1 / x)])
        }
        var optimiser = LBFGS(start: [0.01], firstStep: .greatestMove(5))
        let (losses, best) = TextbookFunction.minimise(&optimiser, evaluations: 60, barrier)
        #expect(losses.contains(.infinity))
        #expect(abs(best[0] - 0.5) < 1e-3)
    }

    @Test("A gradient that lies about the slope ends the run rather than looping for ever")
    func wrongGradient() {
        var optimiser = LBFGS(start: [1, 1])
        let (losses, _) = TextbookFunction.minimise(&optimiser, evaluations: 2000) { point in
            let (loss, gradient) = TextbookFunction.quadratic(point, minimum: [0, 0])
            return (loss, gradient.map { -$0 })
        }
        #expect(optimiser.isFinished)
        #expect(losses.count < 200)
        #expect(optimiser.position == [1, 1])
    }

    /// Constants that are added to a loss, as logarithms do it where a picture's values are measured in other units.
    static let shifts = [0.0, -5, -1e3, 1e3]

    @Test("What is added to all losses doesn't change a step", arguments: shifts)
    func shifted(shift: Double) {
        func path(_ shift: Double) -> [[Float]] {
            var optimiser = LBFGS(start: [-1.2, 1], firstStep: .greatestMove(0.5), control: .unit)
            var points: [[Float]] = []
            // Later, losses differ by less than can be told apart next to 1000.
            for _ in 0..<30 {
                points.append(optimiser.position)
                let (loss, gradient) = TextbookFunction.rosenbrock(optimiser.position)
                optimiser.observe(loss: loss + shift, gradient: gradient)
            }
            return points
        }
        let isSame = path(shift) == path(0)
        #expect(isSame)
    }

    @Test("A loss that rises along its own slope is refused whatever its sign, and ends the run", arguments: shifts)
    func diverging(shift: Double) {
        var optimiser = LBFGS(start: [1, 1], firstStep: .greatestMove(0.5), control: .unit)
        let (losses, _) = TextbookFunction.minimise(&optimiser, evaluations: 200) { point in
            let (loss, gradient) = TextbookFunction.quadratic(point, minimum: [0, 0])
            return (loss + shift, gradient.map { -$0 })
        }
        #expect(optimiser.isFinished)
        #expect(optimiser.acceptedSteps == 0)
        #expect(losses.count < 100)
        #expect(optimiser.position == [1, 1])
    }
}
