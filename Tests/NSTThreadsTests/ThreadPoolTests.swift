import Dispatch
import NSTThreads
import Synchronization
import Testing

@Suite("Threads that share a task") struct ThreadPoolTests {
    /// The sum of `0..<items`, by a pool.
    static func sum(_ items: Int, pool: ThreadPool) -> Int {
        let sum = Atomic(0)
        pool.run(items) { _, item in sum.add(item, ordering: .relaxed) }
        return sum.load(ordering: .relaxed)
    }

    @Test("Every item is worked on once, by any number of threads", arguments: [1, 2, 5])
    func items(threads: Int) {
        let pool = ThreadPool(threads: threads)
        for items in [0, 1, 2, 1000] { #expect(Self.sum(items, pool: pool) == items * (items - 1) / 2) }
    }

    @Test("Several threads may use one pool at once: each gets its own task done")
    func callers() {
        let pool = ThreadPool(threads: 3)
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 6) { caller in
            for round in 0..<300 {
                let items = 2 + (caller * 37 + round) % 50
                if Self.sum(items, pool: pool) != items * (items - 1) / 2 { wrong.add(1, ordering: .relaxed) }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }

    @Test("A task may be given out from inside a task of the same pool")
    func nested() {
        let pool = ThreadPool(threads: 3)
        let total = Atomic(0)
        pool.run(20) { _, _ in total.add(Self.sum(10, pool: pool), ordering: .relaxed) }
        #expect(total.load(ordering: .relaxed) == 20 * 45)
    }

    @Test("No two bodies that run at once have the same thread's number")
    func numbers() {
        let pool = ThreadPool(threads: 4)
        let busy = Mutex([Bool](repeating: false, count: 4))
        let clashes = Atomic(0)
        pool.run(500) { thread, _ in
            let wasBusy = busy.withLock { busy in
                defer { busy[thread] = true }
                return busy[thread]
            }
            if wasBusy { clashes.add(1, ordering: .relaxed) }
            busy.withLock { $0[thread] = false }
        }
        #expect(clashes.load(ordering: .relaxed) == 0)
    }

    @Test("Ranges cover everything once; sums don't depend on the number of threads")
    func ranges() {
        let values = (0..<100_003).map { 1 / Double($0 + 1) }
        let sums = [1, 3].map { threads in
            ThreadPool(threads: threads).sum(values.count) { range in values[range].reduce(0, +) }
        }
        #expect(sums[0] == sums[1])
        let seen = Mutex([Int](repeating: 0, count: 1000))
        ThreadPool(threads: 3).split(1000, grain: 7) { range in
            seen.withLock { seen in for index in range { seen[index] += 1 } }
        }
        #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
    }

    @Test("The process's own pool has a thread for each processor")
    func shared() {
        #expect(ThreadPool.availableThreads >= 1)
        #expect(ThreadPool.shared.count == ThreadPool.availableThreads)
    }
}
