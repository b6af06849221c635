import NSTOptions
import Testing
import TestSupport

@testable import NSTCore

@Suite("Ten optimiser steps against PyTorch") struct OptimiserFixtureTests {
    /// `Fixtures/optimizers.json`.
    struct Runs: Decodable {
        struct Run: Decodable {
            let problem: Fixture.Problem
            let outcome: Outcome

            init(from decoder: any Decoder) throws {
                problem = try Fixture.Problem(from: decoder)
                outcome = try Outcome(from: decoder)
            }
        }

        struct Outcome: Decodable {
            let optimizer: OptimiserKind
            /// Which picture the run starts from.
            let start: String
            /// At every evaluation, in `Double` and in `Float`.
            let trace: [Double]
            let traceFloat32: [Double]
            /// After the last step.
            let image: Fixture.FloatArray
        }

        struct Bowl: Decodable {
            let trace: [Double]
            let point: [Double]
        }

        let recipes: Fixture.Recipes
        let cases: [Run]
        let steps: Int
        let margin: Float
        let adamStep: Float
        let descentStep: Float
        let bowl: [String: Bowl]

        private enum Key: String, CodingKey { case cases, steps, margin, adamStep, descentStep, bowl }

        init(from decoder: any Decoder) throws {
            recipes = try Fixture.Recipes(from: decoder)
            let container = try decoder.container(keyedBy: Key.self)
            cases = try container.decode([Run].self, forKey: .cases)
            steps = try container.decode(Int.self, forKey: .steps)
            margin = try container.decode(Float.self, forKey: .margin)
            adamStep = try container.decode(Float.self, forKey: .adamStep)
            descentStep = try container.decode(Float.self, forKey: .descentStep)
            bowl = try container.decode([String: Bowl].self, forKey: .bowl)
        }
    }

    /// How far the first step of PyTorch's L-BFGS, `min(1, 1 / ‖g‖₁)` times the gradient, moves the component that it moves
    /// most.
    private static func firstMove(_ gradient: [Float]) -> Float {
        let magnitudes = gradient.map { Double(abs($0)) }
        return Float((magnitudes.max() ?? 0) * min(1, 1 / magnitudes.reduce(0, +)))
    }

    @Test("Each optimiser evaluates the same losses and arrives at the same picture", arguments: 0..<12)
    func steps(number: Int) throws {
        let runs: Runs = try Fixture.read("optimizers.json")
        #expect(runs.cases.count == 12)
        let (problem, outcome) = (runs.cases[number].problem, runs.cases[number].outcome)
        let objective = try runs.recipes.objective(problem)
        var image = try #require(runs.recipes.pictures[outcome.start]).image.values
        var gradient = [Float](repeating: 0, count: image.count)

        let gamut: Gamut = outcome.optimizer == .lbfgs ? .sigmoid : .clamped
        let space = VectorSpace(backend: nil, count: image.count)
        let start = try gamut.encoded(image, margin: runs.margin)
        func evaluate(_ values: [Float]) -> (loss: Double, gradient: [Float]) {
            gamut.decode(values, to: &image, space: space)
            let loss = objective.evaluate(image, gradient: &gradient).total
            gamut.pullBack(&gradient, at: image, space: space)
            return (loss, gradient)
        }
        var optimiser: any Optimiser =
            switch outcome.optimizer {
            case .lbfgs:
                try LBFGS(start: start, greatestFirstMove: Self.firstMove(evaluate(start.values).gradient))
            // On a pyramid it is Adam, too; the pyramid has tests of its own.
            case .adam, .pyramid: try Adam(start: start, learningRate: runs.adamStep)
            case .descent: GradientDescent(start: start, stepSize: runs.descentStep)
            }
        var losses: [Double] = []
        for _ in 0..<runs.steps {
            let (loss, gradient) = evaluate(optimiser.point)
            losses.append(loss)
            try optimiser.observe(loss: loss, gradient: gradient)
        }
        image = gamut.decoded(optimiser.point)

        // Errors of `Float` grow from step to step: PyTorch's own `Float` run shows how far. Ours sums in another order
        // and may go ten times as far; the constants are the tolerances of a single evaluation.
        let apart = zip(outcome.traceFloat32, outcome.trace).map { abs($0 / $1 - 1) }.max() ?? 0
        #expect(losses.count == outcome.trace.count, "\(outcome.optimizer), \(problem.testDescription)")
        for (step, (actual, expected)) in zip(losses, outcome.trace).enumerated() {
            #expect(
                abs(actual / expected - 1) <= 5e-5 + 10 * apart,
                "\(outcome.optimizer), \(problem.testDescription), evaluation \(step)")
        }
        #expect(
            Comparison.relativeError(image, outcome.image.values) <= 1e-4,
            "\(outcome.optimizer), \(problem.testDescription)")
    }

    @Test("Without a network L-BFGS goes to the same points as PyTorch")
    func bowl() throws {
        let runs: Runs = try Fixture.read("optimizers.json")
        let expected = try #require(runs.bowl["float64"])
        let single = try #require(runs.bowl["float32"])
        let start: [Float] = [1, -0.9, 0.8, -0.7, 0.6, -0.5, 0.4, -0.3]
        let firstMove = Self.firstMove(TextbookFunction.bowl(start).gradient)
        var optimiser = try LBFGS(start: .holding(start), greatestFirstMove: firstMove)
        let (losses, _) = try TextbookFunction.minimise(
            &optimiser, evaluations: runs.steps, TextbookFunction.bowl)
        #expect(losses.count == expected.trace.count)
        // PyTorch's own `Float` run is the measure, as above.
        let apart = zip(single.trace, expected.trace).map { abs($0 / $1 - 1) }.max() ?? 0
        for (step, (actual, expected)) in zip(losses, expected.trace).enumerated() {
            #expect(abs(actual / expected - 1) <= 5e-5 + 10 * apart, "evaluation \(step)")
        }
        // The start's size is 1, of which a `Float` rounds off 6e-8 in each of ten steps.
        #expect(zip(optimiser.point, expected.point).allSatisfy { abs(Double($0) - $1) <= 1e-6 })
    }
}
