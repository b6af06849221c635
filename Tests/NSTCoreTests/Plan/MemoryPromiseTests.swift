import Dispatch
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import NSTCore

@Suite("A promise of memory") struct MemoryPromiseTests {
    private static let mebibyte = 1 << 20

    private static func process(_ number: Int32) -> ProcessIdentity { ProcessIdentity(number: number, start: 1) }

    /// The files in the folder of promises.
    private static func names(_ system: FakeSystem) -> [String] {
        let folder = system.folder.appending(path: "promises").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != "lock" }
    }

    @Test("What another run has promised and not taken is not free; what it has taken isn't counted twice")
    func claims() throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(50, resident: 300)
        let promise = try #require(
            MemoryPromise(bytes: 1000 * Self.mebibyte, process: Self.process(50), in: system.promises))
        #expect(system.available == 9300)
        promise.change(to: 5000 * Self.mebibyte)
        #expect(system.available == 5300)
        promise.change(to: 200 * Self.mebibyte)
        #expect(system.available == 10000)
        try system.addProcess(50, resident: 100)
        #expect(system.available == 9900)
    }

    @Test("It ends with the object, and leaves nothing behind")
    func end() throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(50)
        var promise = MemoryPromise(bytes: 1000 * Self.mebibyte, process: Self.process(50), in: system.promises)
        #expect(promise != nil)
        #expect(system.available == 9000)
        #expect(Self.names(system).count == 1)
        promise = nil
        #expect(system.available == 10000)
        #expect(Self.names(system).isEmpty)
    }

    @Test("Several promises of a process are one claim, and a process doesn't count its own")
    func several() throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(50, resident: 300)
        let promises = [400, 500].map {
            MemoryPromise(bytes: $0 * Self.mebibyte, process: Self.process(50), in: system.promises)
        }
        #expect(system.available == 9400)
        try system.write("/proc/self/stat", FakeSystem.stat(getpid(), start: 7))
        let own = MemoryPromise(
            bytes: 3000 * Self.mebibyte, process: ProcessIdentity(number: getpid(), start: 7), in: system.promises)
        #expect(system.available == 9400)
        withExtendedLifetime((promises, own)) {}
    }

    @Test("The file of a process that has ended is removed, and no promise")
    func stale() throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(50)
        try system.write("/promises/promise-old", "50 1 \(1000 * Self.mebibyte)\n")
        try #require(chmod(system.folder.appending(path: "promises").path, 0o700) == 0)
        #expect(system.available == 10000)
        #expect(Self.names(system).isEmpty)
    }

    @Test("A process that can't be seen, or that isn't the one that promised, counts with all of its promise")
    func unseen() throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(51, start: 8, resident: 500)
        let promises = [50, 51].map {
            MemoryPromise(bytes: 1000 * Self.mebibyte, process: Self.process($0), in: system.promises)
        }
        #expect(system.available == 8000)
        withExtendedLifetime(promises) {}
    }

    @Test("A job in a control group of its own takes nothing from this one's; one in the same group does")
    func groups() throws {
        let system = try FakeSystem(
            free: 50000,
            [
                "/proc/self/cgroup": "0::/jobs/one\n",
                "/sys/fs/cgroup/jobs/one/memory.max": "\(4000 * Self.mebibyte)",
                "/sys/fs/cgroup/jobs/memory.max": "\(9000 * Self.mebibyte)",
            ])
        try system.addProcess(50, groups: "0::/jobs/one-more\n")
        let other = MemoryPromise(bytes: 3000 * Self.mebibyte, process: Self.process(50), in: system.promises)
        #expect(system.available == 4000)
        other?.change(to: 6000 * Self.mebibyte)
        #expect(system.available == 3000)
        try system.addProcess(50, groups: "0::/jobs/one/step\n")
        other?.change(to: 1000 * Self.mebibyte)
        #expect(system.available == 3000)
    }

    @Test(
        "Files that are no promises are passed over, even where somebody locks them",
        arguments: [
            "", "\0", "50", "50 1", "50 1 many", "x 1 5", "-4 1 5", "50 -1 5", "50 1 5 6", "99999999999 1 5",
            "50 1 99999999999999999999",
        ])
    func garbage(text: String) throws {
        let system = try FakeSystem(free: 10000)
        try system.addProcess(50)
        let folder = try #require(system.promises.open())
        defer { close(folder) }
        try system.write("/promises/promise-odd", text)
        let file = open(system.folder.appending(path: "promises/promise-odd").path, O_RDWR | O_CLOEXEC)
        defer { close(file) }
        try #require(flock(file, LOCK_EX) == 0)
        #expect(system.available == 10000)
    }

    @Test("Amounts beyond all reason neither trap nor count for more than a machine could have")
    func absurd() throws {
        let system = try FakeSystem(free: 10000)
        let promises = [Int.max, Int.max, Int.min, -1].map {
            MemoryPromise(bytes: $0, process: Self.process(50), in: system.promises)
        }
        #expect(system.available == 0)
        withExtendedLifetime(promises) {}
    }

    @Test("A link, a FIFO and a folder in the folder are left alone")
    func otherFiles() throws {
        let system = try FakeSystem(free: 10000)
        let folder = try #require(system.promises.open())
        defer { close(folder) }
        try system.write("/precious", "50 1 5")
        symlinkat(system.folder.appending(path: "precious").path, folder, "promise-link")
        mkfifoat(folder, "promise-fifo", 0o600)
        mkdirat(folder, "promise-folder", 0o700)
        #expect(system.available == 10000)
        #expect(FileManager.default.fileExists(atPath: system.folder.appending(path: "precious").path))
    }

    @Test("A folder that others may enter, a link to one and a file are not used; nor is that an error")
    func unsafeFolders() throws {
        let system = try FakeSystem(free: 10000)
        let paths = ["open", "link", "file", "none/below"].map { system.folder.appending(path: $0).path }
        try #require(mkdir(paths[0], 0o700) == 0 && chmod(paths[0], 0o755) == 0)
        try #require(symlink(system.folder.path, paths[1]) == 0)
        try system.write("/file", "")
        for path in paths {
            let folder = PromiseFolder(candidates: [path])
            #expect(MemoryPromise(bytes: 1, process: Self.process(50), in: folder) == nil, "\(path)")
            #expect(folder.claims(system.files).isEmpty)
            #expect(folder.exclusively { 7 } == 7)
        }
        // The next one is taken instead.
        let usable = PromiseFolder(candidates: paths + system.promises.candidates)
        let promise = MemoryPromise(bytes: 5000 * Self.mebibyte, process: Self.process(50), in: usable)
        #expect(system.available == 5000)
        withExtendedLifetime(promise) {}
    }

    @Test("What happens exclusively doesn't happen twice at a time, and an error comes through")
    func exclusive() throws {
        struct Expected: Error {}
        let system = try FakeSystem()
        let folder = system.promises
        let inside = Atomic(0)
        let most = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            folder.exclusively {
                let count = inside.add(1, ordering: .sequentiallyConsistent).newValue
                most.max(count, ordering: .sequentiallyConsistent)
                usleep(2000)
                inside.subtract(1, ordering: .sequentiallyConsistent)
            }
        }
        #expect(most.load(ordering: .sequentiallyConsistent) == 1)
        #expect(throws: Expected.self) { try folder.exclusively { throw Expected() } }
    }

    @Test("Runs that start, look and end at the same time never lose a promise that holds")
    func races() throws {
        let system = try FakeSystem(free: 10000)
        let (files, folder) = (system.files, system.promises)
        let lost = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            let process = Self.process(Int32(100 + number))
            for _ in 0..<40 {
                let promise = MemoryPromise(bytes: Self.mebibyte, process: process, in: folder)
                let isSeen = folder.claims(files).contains { $0.process == process }
                if promise == nil || !isSeen { lost.add(1, ordering: .relaxed) }
                withExtendedLifetime(promise) {}
            }
        }
        #expect(lost.load(ordering: .relaxed) == 0)
        #expect(Self.names(system).isEmpty)
    }

    @Test("A program that is killed keeps no promise")
    func killed() throws {
        let system = try FakeSystem(free: 10000)
        try #require(system.promises.open().map { close($0) } == 0)
        try system.write("/promises/promise-child", "50 1 \(2000 * Self.mebibyte)\n")
        try system.addProcess(50)
        let file = system.folder.appending(path: "promises/promise-child").path
        // Locks the file, says so, and waits to be killed. The lock isn't handed on to other programs.
        let child = try Child(["flock", "--no-fork", "--exclusive", file, "sh", "-c", "echo; exec sleep 3600"])
        defer { child.kill() }
        try #require(child.waitForLine())
        #expect(system.available == 8000)
        child.kill()
        #expect(system.available == 10000)
        #expect(Self.names(system).isEmpty)
    }

    /// A program whose output can be waited for.
    private final class Child {
        private var process: pid_t = 0
        private var output: Int32 = -1

        init(_ words: [String]) throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
            defer { arguments.forEach { free($0) } }
            let status = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
            close(ends[1])
            output = ends[0]
            try #require(status == 0)
        }

        deinit { close(output) }

        func waitForLine() -> Bool {
            var byte: UInt8 = 0
            return read(output, &byte, 1) == 1
        }

        /// Kills it, once, and waits until it has gone.
        func kill() {
            guard process > 0 else { return }
            Glibc.kill(process, SIGKILL)
            waitpid(process, nil, 0)
            process = 0
        }
    }
}
