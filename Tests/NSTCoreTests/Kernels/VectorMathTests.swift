import Foundation
import NSTKernelTypes
import NSTKernels
import NSTPictures
import NSTThreads
import TestSupport
import Testing

@Suite("Vector arithmetic") struct VectorMathTests {
    /// Below, at and beyond whole vectors of eight.
    static let counts = [0, 1, 7, 8, 9, 16, 1003]

    static func vectors(_ count: Int) -> (a: [Float], b: [Float]) {
        var random = SplitMix64(seed: UInt64(count) + 1)
        // An empty array has no address to hand over.
        return (random.signedUnits(max(1, count)), random.signedUnits(max(1, count)))
    }

    @Test("Sums are those of a plain loop in double precision", arguments: counts)
    func sums(count: Int) {
        let (a, b) = Self.vectors(count)
        let pairs = zip(a, b).prefix(count).map { (Double($0), Double($1)) }
        // Double precision in another order of summation.
        let tolerance = 1e-12 * Double(max(1, count))
        let product = pairs.reduce(0) { $0 + $1.0 * $1.1 }
        for kernels in VectorKernels.available {
            #expect(abs(kernels.dot(a, b, count) - product) <= tolerance, "\(kernels.name)")
        }
        let distance = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        #expect(abs(VectorMath.squaredDistance(a, b, count: count) - distance) <= tolerance)
        #expect(VectorMath.greatestMagnitude(a, count: count) == a.prefix(count).map(abs).max() ?? 0)
    }

    @Test("A NaN anywhere is the greatest magnitude", arguments: [0, 3, 8])
    func notANumber(position: Int) {
        var values = [Float](repeating: 1, count: 9)
        values[position] = .nan
        #expect(VectorMath.greatestMagnitude(values, count: 9).isNaN)
    }

    @Test("Linear combinations touch exactly the given number of values", arguments: [1, 7, 8, 9, 1003])
    func combinations(count: Int) {
        let (a, b) = Self.vectors(count)
        var sum = b + [42]
        VectorMath.add(0.5, times: a, to: &sum, count: count)
        #expect(Comparison.relativeError(sum, zip(a, b).map { $1 + 0.5 * $0 } + [42]) <= 1e-7)
        for kernels in VectorKernels.available {
            var multiple = b + [42]
            kernels.addMultiple(0.5, a, &multiple, count)
            #expect(Comparison.relativeError(multiple, sum) <= 1e-7, "\(kernels.name)")
        }
        var moved = [Float](repeating: 0, count: count) + [42]
        VectorMath.move(from: a, by: -2, along: b, to: &moved, count: count)
        #expect(Comparison.relativeError(moved, zip(a, b).map { $0 - 2 * $1 } + [42]) <= 1e-7)
        var scaled = a + [42]
        VectorMath.scale(&scaled, by: -3, count: count)
        #expect(scaled == a.map { -3 * $0 } + [42])
        var gradient = [Float](repeating: 1, count: count) + [42]
        VectorMath.writeDifference(a, b, scale: 2, into: &gradient, accumulate: true, count: count)
        #expect(Comparison.relativeError(gradient, zip(a, b).map { 1 + 2 * ($0 - $1) } + [42]) <= 1e-7)
        VectorMath.writeDifference(a, b, scale: 2, into: &gradient, accumulate: false, count: count)
        #expect(Comparison.relativeError(gradient, zip(a, b).map { 2 * ($0 - $1) } + [42]) <= 1e-7)
    }

    @Test("The sigmoid is within 0…1 everywhere, and right in between")
    func sigmoid() {
        let z: [Float] = [-1e30, -100, -1, 0, 0.25, 1, 100, 1e30]
        var image = [Float](repeating: .nan, count: z.count)
        VectorMath.sigmoid(z, steepness: 4, image: &image, count: z.count)
        for (value, argument) in zip(image, z) {
            #expect(abs(Double(value) - 1 / (1 + exp(-4 * Double(argument)))) <= 1e-7)
            #expect((0...1).contains(value))
        }
    }

    @Test(
        "Work is split into ranges that cover everything once, whatever the number of threads",
        arguments: [0, 1, 2, 7, 1000], [0, 1, 2, 3, 16])
    func split(count: Int, threads: Int) {
        // Places of their own for each item: the thread sanitizer doesn't know Swift's mutex.
        let visits = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        let starts = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        defer {
            visits.deallocate()
            starts.deallocate()
        }
        visits.initialize(repeating: 0)
        starts.initialize(repeating: 0)
        Backend(.init(threads: threads)).split(count, grain: 3) { range in
            if !range.isEmpty { starts[range.lowerBound] += 1 }
            for item in range { visits[item] += 1 }
        }
        #expect(visits.allSatisfy { $0 == 1 })
        #expect(starts.reduce(0, +) <= 4 * max(1, threads))
    }

    @Test("Each item of a task is done once, task after task, by a thread with a number of its own")
    func pool() {
        let pool = ThreadPool(threads: 3)
        // A place of its own for each item here, too.
        let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: 7)
        defer { counts.deallocate() }
        for round in 0..<2000 {
            counts.update(repeating: 0)
            let count = round % 7
            pool.run(count) { thread, item in counts[item] += (0..<3).contains(thread) ? 1 : 1000 }
            #expect(counts.map { $0 } == (0..<7).map { $0 < count ? 1 : 0 })
        }
    }

    @Test("A sum doesn't depend on the number of threads")
    func sum() {
        let values = (0..<200_000).map { 1 / Double($0 + 1) }
        func run(_ threads: Int) -> Double {
            Backend(.init(threads: threads)).sum(values.count) { range in range.reduce(0) { $0 + values[$1] } }
        }
        #expect(run(1) == run(3))
        #expect(abs(run(2) - values.reduce(0, +)) <= 1e-12)
    }
}
