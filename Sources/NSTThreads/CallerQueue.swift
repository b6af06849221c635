import Glibc
import Synchronization

/// A lock that is handed on in the order in which it was asked for: a thread that asks again and again, as a run does
/// between two layers, can't keep others out (Mellor-Crummey & Scott 1991, ticket lock).
final class CallerQueue: @unchecked Sendable {
    private let tickets = Atomic<Int>(0)
    private let served = Atomic<Int>(0)
    /// The thread that holds the lock, or 0, which is no thread's.
    private let holder = Atomic<UInt>(0)
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(wake, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(wake)
        lock.deallocate()
        wake.deallocate()
    }

    /// The thread that holds the lock; for others than that one it may have changed already.
    var owner: pthread_t? {
        let thread = holder.load(ordering: .acquiring)
        return thread == 0 ? nil : pthread_t(thread)
    }

    /// Waits for the lock.
    func enter() {
        let ticket = tickets.add(1, ordering: .sequentiallyConsistent).oldValue
        if served.load(ordering: .sequentiallyConsistent) != ticket {
            pthread_mutex_lock(lock)
            while served.load(ordering: .sequentiallyConsistent) != ticket { pthread_cond_wait(wake, lock) }
            pthread_mutex_unlock(lock)
        }
        holder.store(UInt(pthread_self()), ordering: .releasing)
    }

    /// Hands the lock on.
    func leave() {
        holder.store(0, ordering: .releasing)
        let next = served.add(1, ordering: .sequentiallyConsistent).newValue
        // Whoever takes a ticket after this look sees that it is served.
        guard tickets.load(ordering: .sequentiallyConsistent) > next else { return }
        pthread_mutex_lock(lock)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(lock)
    }
}
