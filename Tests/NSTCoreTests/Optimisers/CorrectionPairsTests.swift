import NSTKernels
import NSTPictures
import Testing
import TestSupport

@testable import NSTCore

@Suite struct `Correction pairs` {
    /// A gradient of a function that isn't quadratic, so that no product is like another.
    private func gradient(_ x: [Float]) -> [Float] {
        x.enumerated().map { index, value in
            let curvature = Float(1 + index % 17)
            return curvature * value + 0.5 * value * value * value
        }
    }

    /// The recursion as the book has it, pair by pair and in double precision.
    private func textbook(
        _ gradient: [Float], _ steps: [[Double]], _ changes: [[Double]], _ precondition: ([Double]) -> [Double],
        stretch: Double
    ) -> [Double] {
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        var q = gradient.map { -Double($0) }
        var alphas: [Double] = []
        for (s, y) in zip(steps, changes).reversed() {
            let alpha = dot(s, q) / dot(s, y)
            q = zip(q, y).map { $0 - alpha * $1 }
            alphas.insert(alpha, at: 0)
        }
        guard let s = steps.last, let y = changes.last else { return precondition(q) }
        let size = stretch * dot(s, y) / dot(y, precondition(y))
        var r = precondition(q).map { size * $0 }
        for (index, (s, y)) in zip(steps, changes).enumerated() {
            let beta = dot(y, r) / dot(s, y)
            r = zip(r, s).map { $0 + (alphas[index] - beta) * $1 }
        }
        return r
    }

    @Test(arguments: [false, true])
    func `give the direction of the two-loop recursion, also when old ones are dropped`(isPreconditioned: Bool) throws {
        // More than one piece of a vector, and no whole number of them.
        let (height, width) = (73, 71)
        let backend = Backend(Backend.Configuration(threads: 2))
        let preconditioner =
            isPreconditioned ? AveragingPreconditioner(height: height, width: width, backend: backend) : nil
        var pairs = CorrectionPairs(
            length: 4, preconditioner: preconditioner, space: VectorSpace(backend: backend, count: 3 * height * width))
        func precondition(_ v: [Double]) -> [Double] {
            guard let preconditioner else { return v }
            var values = v.map(Float.init)
            values.withUnsafeMutableBufferPointer { buffer in
                if let base = buffer.baseAddress { preconditioner.apply(to: base) }
            }
            return values.map(Double.init)
        }
        var random = SplitMix64(seed: 5)
        var x = random.signedUnits(3 * height * width)
        var (steps, changes): ([[Double]], [[Double]]) = ([], [])
        for _ in 0..<8 {
            let old = gradient(x)
            let direction = try pairs.direction(for: old)
            let expected = textbook(
                old, steps, changes, precondition, stretch: isPreconditioned ? 1.5 : 1)
            #expect(Comparison.relativeError(direction, expected.map(Float.init)) < 1e-4)
            // A step that isn't quite along it, as in a run whose pairs are never conjugate.
            let way = zip(direction, random.signedUnits(x.count)).map { $0 + 0.01 * $1 }
            let moved = zip(x, way).map { $0 + 0.05 * $1 }
            let new = gradient(moved)
            try pairs.append(stepping: 0.05, along: way, from: old, to: new)
            steps.append(way.map { Double($0 * Float(0.05)) })
            changes.append(zip(new, old).map { Double($0 - $1) })
            if steps.count > 4 { (_, _) = (steps.removeFirst(), changes.removeFirst()) }
            x = moved
        }
    }

    @Test func `along which the loss doesn't curve upwards are left out`() throws {
        var pairs = CorrectionPairs(length: 4, preconditioner: nil, space: VectorSpace(backend: nil, count: 2))
        try pairs.append(stepping: 1, along: [1, 0], from: [1, 0], to: [0, 0])
        #expect(pairs.isEmpty)
        try pairs.append(stepping: 1, along: [1, 0], from: [0, 0], to: [1, 0])
        #expect(!pairs.isEmpty)
        pairs.removeAll()
        #expect(try pairs.direction(for: [3, -4]) == [-3, 4])
    }

    @Test func `stay, the oldest too, where a new one is left out`() throws {
        var pairs = CorrectionPairs(length: 2, preconditioner: nil, space: VectorSpace(backend: nil, count: 3))
        // Curvatures of 2 and 4, and none for what no pair knows but the newest one's.
        _ = try pairs.direction(for: [0, 0, 0])
        try pairs.append(stepping: 1, along: [1, 0, 0], from: [0, 0, 0], to: [2, 0, 0])
        _ = try pairs.direction(for: [2, 0, 0])
        try pairs.append(stepping: 1, along: [0, 1, 0], from: [2, 0, 0], to: [2, 4, 0])
        #expect(try pairs.direction(for: [2, 4, 0]) == [-1, -1, 0])
        try pairs.append(stepping: 1, along: [0, 0, 1], from: [2, 4, 0], to: [2, 4, -8])
        #expect(try pairs.direction(for: [2, 4, -8]) == [-1, -1, 2])
    }
}

extension CorrectionPairs {
    /// The direction for a gradient.
    fileprivate mutating func direction(for gradient: [Float]) throws -> [Float] {
        let direction = try LargeMemory.allocate(gradient.count)
        writeDirection(
            for: try .holding(gradient), to: direction, scratch: try .holding(gradient.map { _ in .nan }))
        return direction.values
    }

    /// Adds a pair.
    fileprivate mutating func append(
        stepping factor: Double, along direction: [Float], from old: [Float], to new: [Float]
    ) throws {
        var (direction, old) = (try LargeMemory.holding(direction), try LargeMemory.holding(old))
        append(stepping: factor, along: &direction, from: &old, to: try .holding(new))
    }
}
