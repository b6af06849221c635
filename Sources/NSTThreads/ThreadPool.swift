import CProcessor
import Glibc
import Synchronization

/// Threads that work on one task after another. A thread that runs out of work waits a moment for the next task before
/// it sleeps: between the layers of a network that is mostly enough.
///
/// Several threads may give tasks to one pool: they queue, and are served in the order in which they came. The threads
/// end with the object.
public final class ThreadPool: @unchecked Sendable {
    /// The pool of the whole process, with a thread for each processor that it may use; made when it is first needed.
    public static let shared = ThreadPool(threads: availableThreads)

    /// How many processors this process may use.
    public static let availableThreads = max(1, Int(processor_count()))

    /// How many threads work, the caller's included.
    public let count: Int

    /// How often a waiting thread looks before it sleeps: some tens of microseconds.
    private static let patience = 4000

    private struct Task {
        var items: Int
        var body: (_ thread: Int, _ item: Int) -> Void
    }

    private var task: Task?
    private let generation = Atomic<Int>(0)
    private let nextItem = Atomic<Int>(0)
    private let busy = Atomic<Int>(0)
    private let isEnding = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let queue = CallerQueue()
    private var threads: [pthread_t] = []

    /// What a thread is started with. It doesn't own the workers: they end it.
    private final class Start {
        unowned(unsafe) let pool: ThreadPool
        let number: Int

        init(_ pool: ThreadPool, _ number: Int) {
            self.pool = pool
            self.number = number
        }
    }

    /// Starts the threads. Where the system gives fewer, fewer work.
    public init(threads wanted: Int) {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(wake, nil)
        var started: [pthread_t] = []
        // `count` must be known before a thread looks at it; what `self` needs for that is set further down.
        count = max(1, wanted)
        for number in 1..<max(1, wanted) {
            var thread = pthread_t()
            let start = Unmanaged.passRetained(Start(self, number))
            let status = pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                    start.pool.serve(start.number)
                    return nil
                }, start.toOpaque())
            if status == 0 { started.append(thread) } else { start.release() }
        }
        threads = started
    }

    deinit {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        generation.add(1, ordering: .sequentiallyConsistent)
        pthread_mutex_lock(lock)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(lock)
        for thread in threads { pthread_join(thread, nil) }
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(wake)
        lock.deallocate()
        wake.deallocate()
    }

    /// Calls `body` once for each of `0..<items` on all threads, and returns when all calls have.
    ///
    /// Which thread takes which item is left to chance: a result must not depend on it. While another thread's task is
    /// worked on, the call waits. A call from inside a `body` of the same pool is worked on by its own thread alone. One
    /// that gets there through a `body` of another pool may wait for ever.
    ///
    /// - Parameter body: Gets the number of the thread, for memory of its own, and the item.
    public func run(_ items: Int, _ body: (_ thread: Int, _ item: Int) -> Void) {
        guard items > 1, !threads.isEmpty, !isCalledFromBody else {
            for item in 0..<max(0, items) { body(0, item) }
            return
        }
        queue.enter()
        defer { queue.leave() }
        withoutActuallyEscaping(body) { body in
            task = Task(items: items, body: body)
            nextItem.store(0, ordering: .relaxed)
            busy.store(threads.count, ordering: .relaxed)
            generation.add(1, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
                pthread_mutex_lock(lock)
                pthread_cond_broadcast(wake)
                pthread_mutex_unlock(lock)
            }
            work(0)
            var looks = 0
            while busy.load(ordering: .acquiring) > 0 {
                looks += 1
                // The others are at their last items. On a machine with other work they may need our processor.
                if looks < Self.patience { processor_pause() } else { sched_yield() }
            }
            task = nil
        }
    }

    /// Whether the caller is one of the threads that work on a task.
    private var isCalledFromBody: Bool {
        guard let owner = queue.owner else { return false }
        let caller = pthread_self()
        return owner == caller || threads.contains(caller)
    }

    private func work(_ thread: Int) {
        guard let task else { return }
        while true {
            let item = nextItem.add(1, ordering: .relaxed).oldValue
            guard item < task.items else { return }
            task.body(thread, item)
        }
    }

    private func serve(_ thread: Int) {
        var seen = 0
        while true {
            var looks = 0
            while generation.load(ordering: .acquiring) == seen {
                looks += 1
                if looks < Self.patience {
                    processor_pause()
                } else {
                    sleep(until: seen)
                }
            }
            seen += 1
            if isEnding.load(ordering: .acquiring) { return }
            work(thread)
            busy.subtract(1, ordering: .releasing)
        }
    }

    /// Sleeps as long as no task has come since generation `seen`.
    private func sleep(until seen: Int) {
        pthread_mutex_lock(lock)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, lock) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(lock)
    }
}
