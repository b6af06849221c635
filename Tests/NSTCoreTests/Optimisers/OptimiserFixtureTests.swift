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

        struct Valley: Decodable {
            let trace: [Double]
            let point: [Double]
        }

        let recipes: Fixture.Recipes
        let cases: [Run]
        let steps: Int
        let margin: Float
        let adamStep: Float
        let rosenbrock: [String: Valley]

        private enum Key: String, CodingKey { case cases, steps, margin, adamStep, rosenbrock }

        init(from decoder: any Decoder) throws {
            recipes = try Fixture.Recipes(from: decoder)
            let container = try decoder.container(keyedBy: Key.self)
            cases = try container.decode([Run].self, forKey: .cases)
            steps = try container.decode(Int.self, forKey: .steps)
            margin = try container.decode(Float.self, forKey: .margin)
            adamStep = try container.decode(Float.self, forKey: .adamStep)
            rosenbrock = try container.decode([String: Valley].self, forKey: .rosenbrock)
        }
    }

    @Test("L-BFGS and Adam evaluate the same losses and arrive at the same picture", arguments: 0..<8)
    func steps(number: Int) throws {
        let runs: Runs = try Fixture.read("optimizers.json")
        #expect(runs.cases.count == 8)
        let (problem, outcome) = (runs.cases[number].problem, runs.cases[number].outcome)
        let objective = try runs.recipes.objective(problem)
        var image = try #require(runs.recipes.pictures[outcome.start]).image.values
        var gradient = [Float](repeating: 0, count: image.count)

        let gamut: Gamut = outcome.optimizer == .lbfgs ? .sigmoid : .clamped
        var optimiser: any Optimiser =
            switch outcome.optimizer {
            case .lbfgs:
                LBFGS(
                    start: gamut.encode(image, margin: runs.margin), historyLength: 10, firstStep: .inverseGradientSum)
            case .adam: Adam(start: gamut.encode(image), learningRate: runs.adamStep)
            }
        var losses: [Double] = []
        while optimiser.acceptedSteps < runs.steps, losses.count < 100 {
            gamut.decode(optimiser.position, into: &image)
            let loss = objective.evaluate(image, gradient: &gradient).total
            losses.append(loss)
            gamut.pullBack(&gradient, at: image)
            optimiser.observe(loss: loss, gradient: gradient)
        }
        // With the tenth step accepted, L-BFGS has begun to try the eleventh: its picture is the last one evaluated.
        if outcome.optimizer == .adam { gamut.decode(optimiser.position, into: &image) }

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

    @Test("On Rosenbrock's valley L-BFGS tries the same points as PyTorch")
    func rosenbrock() throws {
        let runs: Runs = try Fixture.read("optimizers.json")
        let expected = try #require(runs.rosenbrock["float64"])
        let single = try #require(runs.rosenbrock["float32"])
        var optimiser = LBFGS(start: [-1.2, 1], historyLength: 10, firstStep: .inverseGradientSum)
        var losses: [Double] = []
        while optimiser.acceptedSteps < runs.steps, losses.count < 100 {
            let (loss, gradient) = TextbookFunction.rosenbrock(optimiser.position)
            losses.append(loss)
            optimiser.observe(loss: loss, gradient: gradient)
        }
        #expect(losses.count == expected.trace.count)
        // The valley magnifies rounding; PyTorch's own `Float` run is the measure.
        let apart = zip(single.trace, expected.trace).map { abs($0 / $1 - 1) }.max() ?? 0
        for (step, (actual, expected)) in zip(losses, expected.trace).enumerated() {
            #expect(abs(actual / expected - 1) <= 1e-5 + 10 * apart, "evaluation \(step)")
        }
    }
}
