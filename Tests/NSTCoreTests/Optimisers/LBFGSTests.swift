import Glibc
import NSTKernels
import NSTPictures
import Testing
import TestSupport

@testable import NSTCore

@Suite("L-BFGS") struct LBFGSTests {
    @Test("It finds the minimum of a quadratic function of 50 variables with curvatures from 1 to 100")
    func quadratic() throws {
        var random = SplitMix64(seed: 77)
        let minimum = random.signedUnits(50)
        var optimiser = try LBFGS(start: .holding(random.signedUnits(50)))
        let (losses, best) = try TextbookFunction.minimise(&optimiser, evaluations: 200) {
            TextbookFunction.quadratic($0, minimum: minimum)
        }
        #expect(losses[0] > 10)
        // `Float` can't tell points nearer than 6e-8 of their size; with curvatures to 100 the loss there is 1e-13 a term.
        #expect(losses.min() ?? .infinity < 1e-9)
        #expect(Comparison.relativeError(best, minimum) < 1e-4)
    }

    @Test("It follows Rosenbrock's valley to its end")
    func rosenbrock() throws {
        var optimiser = try LBFGS(start: .holding([-1.2, 1]))
        let (losses, best) = try TextbookFunction.minimise(
            &optimiser, evaluations: 150, TextbookFunction.rosenbrock)
        #expect(losses.min() ?? .infinity < 1e-8)
        // The valley's floor is flat: a loss of 1e-8 allows 1e-4·√5 along it.
        #expect(Comparison.relativeError(best, [1, 1]) < 1e-3)
    }

    @Test("Most accepted steps lower the loss, and no step is accepted twice")
    func monotone() throws {
        var optimiser = try LBFGS(start: .holding([-1.2, 1]))
        var accepted: [Double] = []
        var evaluations = 0
        while !optimiser.isFinished, evaluations < 100 {
            let (loss, gradient) = TextbookFunction.rosenbrock(optimiser.point)
            let before = optimiser.acceptedSteps
            try optimiser.observe(loss: loss, gradient: gradient)
            #expect(optimiser.acceptedSteps - before <= 1)
            if optimiser.acceptedSteps > before { accepted.append(loss) }
            evaluations += 1
        }
        #expect(accepted.count > 10)
        // A small rise is tolerated.
        #expect(accepted.min() ?? .infinity < 1e-3)
        #expect(zip(accepted, accepted.dropFirst()).filter { $1 < $0 }.count > accepted.count * 3 / 4)
    }

    @Test("The first step moves no value farther than it is told")
    func firstMove() throws {
        let start: [Float] = [1, -2, 3]
        var optimiser = try LBFGS(start: .holding(start), greatestFirstMove: 0.02)
        try optimiser.observe(loss: 1e9, gradient: [1e6, -5e6, 1e-3])
        let moves = zip(optimiser.point, start).map { $0 - $1 }
        // Next to 3 a `Float` keeps steps of 2e-7.
        #expect(abs(moves.map(abs).reduce(0, max) - 0.02) <= 1e-6)
        #expect(moves[0] < 0)
        #expect(moves[1] > 0)
    }

    @Test("At a minimum it stops instead of wandering off")
    func atMinimum() throws {
        var optimiser = try LBFGS(start: .holding([0.25, 0.5]))
        try optimiser.observe(loss: 0, gradient: [0, 0])
        #expect(optimiser.isFinished)
        #expect(optimiser.point == [0.25, 0.5])
    }

    @Test("A start without a finite loss ends the run where it is", arguments: [Double.nan, .infinity])
    func notFinite(loss: Double) throws {
        var optimiser = try LBFGS(start: .holding([0.25, 0.5]))
        try optimiser.observe(loss: loss, gradient: [1, 1])
        #expect(optimiser.isFinished)
        #expect(optimiser.point == [0.25, 0.5])
    }

    @Test("Where the loss overflows ahead, it comes back and still finds the minimum")
    func overflow() throws {
        // −log(1 − x) − log(x): infinite outside 0…1, least at ½.
        func barrier(_ point: [Float]) -> (loss: Double, gradient: [Float]) {
            let x = Double(point[0])
            guard x > 0, x < 1 else { return (.infinity, [.nan]) }
            return (-log(1 - x) - log(x), [Float(1 / (1 - x) - 1 / x)])
        }
        var optimiser = try LBFGS(start: .holding([0.01]), greatestFirstMove: 5)
        let (losses, best) = try TextbookFunction.minimise(&optimiser, evaluations: 60, barrier)
        #expect(losses.contains(.infinity))
        #expect(abs(best[0] - 0.5) < 1e-3)
    }

    @Test("A gradient that lies about the slope ends the run rather than looping for ever")
    func wrongGradient() throws {
        var optimiser = try LBFGS(start: .holding([1, 1]))
        let (losses, _) = try TextbookFunction.minimise(&optimiser, evaluations: 2000) { point in
            let (loss, gradient) = TextbookFunction.quadratic(point, minimum: [0, 0])
            return (loss, gradient.map { -$0 })
        }
        #expect(optimiser.isFinished)
        #expect(losses.count < 200)
        #expect(optimiser.point == [1, 1])
    }

    /// Constants that are added to a loss, as logarithms do it where a picture's values are measured in other units.
    static let shifts = [0.0, -5, -1e3, 1e3]

    @Test("What is added to all losses doesn't change a step", arguments: shifts)
    func shifted(shift: Double) throws {
        func path(_ shift: Double) throws -> [[Float]] {
            var optimiser = try LBFGS(start: .holding([-1.2, 1]), greatestFirstMove: 0.5)
            var points: [[Float]] = []
            // Later, losses differ by less than can be told apart next to 1000.
            for _ in 0..<30 {
                points.append(optimiser.point)
                let (loss, gradient) = TextbookFunction.rosenbrock(optimiser.point)
                try optimiser.observe(loss: loss + shift, gradient: gradient)
            }
            return points
        }
        let isSame = try path(shift) == path(0)
        #expect(isSame)
    }

    @Test("A loss that rises along its own slope is refused whatever its sign, and ends the run", arguments: shifts)
    func diverging(shift: Double) throws {
        var optimiser = try LBFGS(start: .holding([1, 1]), greatestFirstMove: 0.5)
        let (losses, _) = try TextbookFunction.minimise(&optimiser, evaluations: 200) { point in
            let (loss, gradient) = TextbookFunction.quadratic(point, minimum: [0, 0])
            return (loss + shift, gradient.map { -$0 })
        }
        #expect(optimiser.isFinished)
        #expect(optimiser.acceptedSteps == 0)
        #expect(losses.count < 100)
        #expect(optimiser.point == [1, 1])
    }

    @Test("After a new beginning it does what one does that begins there, at once and after its end")
    func restart() throws {
        for evaluations in [7, 300] {
            var old = try LBFGS(start: .holding([-1.2, 1]), greatestFirstMove: 0.5)
            _ = try TextbookFunction.minimise(&old, evaluations: evaluations, TextbookFunction.rosenbrock)
            old.restart()
            var new = try LBFGS(start: .holding(old.point), greatestFirstMove: 0.5)
            #expect(!old.isFinished)
            #expect(old.setbacks == 0)
            // Another loss, which is far higher than the first.
            for _ in 0..<20 {
                let (loss, gradient) = TextbookFunction.quadratic(old.point, minimum: [30, -20])
                try old.observe(loss: loss + 1e4, gradient: gradient)
                try new.observe(loss: loss + 1e4, gradient: gradient)
                #expect(old.point == new.point)
            }
        }
    }

    @Test("A gradient is exchanged for other memory of its size, and nothing is copied into it")
    func exchange() throws {
        var optimiser = try LBFGS(start: .holding([-1.2, 1]))
        let mine = try LargeMemory.holding([1, 2])
        var gradient = mine
        optimiser.observe(loss: 1, gradient: &gradient)
        #expect(gradient !== mine)
        #expect(gradient.count == 2)
        #expect(mine.values == [1, 2])
    }
}
