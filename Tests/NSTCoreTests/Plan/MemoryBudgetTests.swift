import Glibc
import Testing

@testable import NSTCore

@Suite("The memory budget") struct MemoryBudgetTests {
    private static let v2Mount = "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw\n"

    /// The files of a group, in MiB; the page cache that can be given back is part of what is used.
    private static func v2(_ path: String, limit: String, used: Int, inactive: Int = 0) -> [String: String] {
        let folder = "/sys/fs/cgroup\(path)"
        return [
            "\(folder)/memory.max": limit + "\n", "\(folder)/memory.current": "\(used << 20)\n",
            "\(folder)/memory.stat": "anon 1\ninactive_file_x 5\ninactive_file \(inactive << 20)\nfile 7\n",
        ]
    }

    private static func v1(
        _ folder: String, limit: Int, used: Int, inactive: Int = 0
    ) -> [String: String] {
        [
            "\(folder)/memory.limit_in_bytes": "\(limit)\n", "\(folder)/memory.usage_in_bytes": "\(used << 20)\n",
            "\(folder)/memory.stat": "inactive_file 1\ntotal_inactive_file \(inactive << 20)\n",
        ]
    }

    /// A limit as a kernel of version 1 writes it where there is none.
    private static let noLimit = 9_223_372_036_854_771_712

    @Test("Without control groups it is what the kernel can give without swapping")
    func machine() throws {
        #expect(try FakeSystem(free: 20).available == 20)
        #expect(try FakeSystem(free: nil).available == nil)
    }

    @Test(
        "A report that makes no sense is none",
        arguments: [
            "", "MemAvailable: much\n", "MemAvailable:\n", "MemAvailable: -5 kB\n", "MemAvailableX: 5 kB\n",
            "MemAvailable: 9223372036854775807 kB\n", "MemAvailable: 99999999999999999999999 kB\n", "\0\u{FFFD}",
        ])
    func garbage(text: String) throws {
        #expect(try FakeSystem(free: nil, ["/proc/meminfo": text]).available == nil)
    }

    @Test("In version 2 the process's own group counts, and its page cache as free")
    func version2() throws {
        let system = try FakeSystem(
            [
                "/proc/self/cgroup": "0::/job/step\n", "/proc/self/mountinfo": Self.v2Mount,
            ].merging(Self.v2("/job/step", limit: "\(4096 << 20)", used: 1000, inactive: 300)) { $1 })
        #expect(system.available == 4096 - 700)
    }

    @Test("Each group above limits, too; “max” and missing files don't")
    func nested() throws {
        var files = ["/proc/self/cgroup": "0::/slice/job/step\n", "/proc/self/mountinfo": Self.v2Mount]
        files.merge(Self.v2("", limit: "max", used: 60000)) { $1 }
        files.merge(Self.v2("/slice", limit: "\(2000 << 20)", used: 1500)) { $1 }
        files.merge(Self.v2("/slice/job", limit: "\(4000 << 20)", used: 100)) { $1 }
        #expect(try FakeSystem(files).available == 500)
        files["/sys/fs/cgroup/slice/memory.max"] = "max\n"
        #expect(try FakeSystem(files).available == 3900)
        files["/sys/fs/cgroup/slice/job/memory.high"] = "\(1000 << 20)\n"
        #expect(try FakeSystem(files).available == 900)
    }

    @Test("A group that is used beyond its limit leaves nothing, and not less")
    func exhausted() throws {
        let files = ["/proc/self/cgroup": "0::/job\n", "/proc/self/mountinfo": Self.v2Mount]
        let full = Self.v2("/job", limit: "\(10 << 20)", used: 30)
        #expect(try FakeSystem(files.merging(full) { $1 }).available == 0)
        // More cache than use is impossible, but two files aren't read at one moment.
        let cached = Self.v2("/job", limit: "\(10 << 20)", used: 3, inactive: 5)
        #expect(try FakeSystem(files.merging(cached) { $1 }).available == 10)
    }

    @Test("In version 1 a Slurm job's group counts, wherever the hierarchy is mounted")
    func version1() throws {
        var files = [
            "/proc/self/cgroup": "5:cpu:/\n4:memory,hugetlb:/slurm/uid_7/job_12\n1:name=systemd:/x\n",
            "/proc/self/mountinfo": """
            31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
            34 31 0:31 / /groups/cpu rw - cgroup cgroup rw,cpu
            35 31 0:32 / /groups/the\\040memory rw - cgroup cgroup rw,memory,hugetlb

            """,
        ]
        let folder = "/groups/the memory"
        files.merge(Self.v1(folder, limit: Self.noLimit, used: 60000)) { $1 }
        files.merge(Self.v1(folder + "/slurm/uid_7", limit: Self.noLimit, used: 5000)) { $1 }
        files.merge(Self.v1(folder + "/slurm/uid_7/job_12", limit: 4096 << 20, used: 1000, inactive: 96)) { $1 }
        #expect(try FakeSystem(files).available == 4096 - 904)
        files["/proc/self/mountinfo"] = nil
        // Nothing says where it is, and it isn't where it usually is.
        #expect(try FakeSystem(files).available == 64 << 10)
        files.merge(Self.v1("/sys/fs/cgroup/memory/slurm", limit: 700 << 20, used: 0)) { $1 }
        #expect(try FakeSystem(files).available == 700)
    }

    @Test("On a machine with both versions the one that controls memory counts")
    func hybrid() throws {
        var files = [
            "/proc/self/cgroup": "4:memory:/job\n0::/user\n",
            "/proc/self/mountinfo": """
            35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw

            """,
            "/sys/fs/cgroup/unified/user/cgroup.procs": "",
        ]
        files.merge(Self.v1("/sys/fs/cgroup/memory/job", limit: 3000 << 20, used: 1000)) { $1 }
        #expect(try FakeSystem(files).available == 2000)
    }

    @Test(
        "In a container whose path is one of the outside, the mount's root counts",
        arguments: ["/docker/abc", "/../other", "/docker/abc/below"])
    func container(path: String) throws {
        let inside = try FakeSystem(
            ["/proc/self/cgroup": "0::\(path)\n", "/proc/self/mountinfo": Self.v2Mount]
                .merging(Self.v2("", limit: "\(512 << 20)", used: 12)) { $1 })
        #expect(inside.available == 500)
        // Mounted so that the container's own group is the mount's root.
        let mount = "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n"
        let bound = try FakeSystem(
            ["/proc/self/cgroup": "0::\(path)\n", "/proc/self/mountinfo": mount]
                .merging(Self.v2("", limit: "\(512 << 20)", used: 12)) { $1 }
                .merging(Self.v2("/below", limit: "\(256 << 20)", used: 6)) { $1 })
        #expect(bound.available == (path.hasSuffix("below") ? 250 : 500))
    }

    @Test(
        "Files of control groups that make no sense limit nothing",
        arguments: ["", "0::", "0", ":::", "0::relative", "4:memory", "\0\0\n0::/job:\u{FFFD}", "0::/job\n\n"])
    func brokenGroups(text: String) throws {
        let system = try FakeSystem(free: 100, ["/proc/self/cgroup": text, "/proc/self/mountinfo": "1 2 - - -\n - \n"])
        for name in ["", "/job"] {
            try system.write("/sys/fs/cgroup\(name)/memory.max", "-1\n")
            try system.write("/sys/fs/cgroup\(name)/memory.current", "lots\n")
            try system.write("/sys/fs/cgroup\(name)/memory.stat", "inactive_file\ninactive_file 7 8 9 x\n")
        }
        #expect(system.available == 100)
    }

    @Test("The process's own resource limits count, less what it has")
    func resourceLimits() throws {
        let pages = (1 << 20) / Int(getpagesize())
        let system = try FakeSystem(
            free: 5000,
            [
                "/proc/self/limits": """
                Limit                     Soft Limit           Hard Limit           Units
                Max data size             \(3000 << 20)        unlimited            bytes
                Max address space         \(4000 << 20)        \(9000 << 20)        bytes

                """,
                "/proc/self/statm": "\(1500 * pages) 1 1 1 0 \(200 * pages) 0\n",
            ])
        #expect(system.available == 2500)
        try system.write(
            "/proc/self/limits", "Max data size   \(3000 << 20)   unlimited\nMax address space unlimited\n")
        #expect(system.available == 2800)
        try system.write("/proc/self/statm", "9223372036854775807 x\n")
        #expect(system.available == 3000)
    }

    @Test("This machine's is known, and below a terabyte of terabytes")
    func thisMachine() throws {
        let available = try #require(MemoryBudget.available())
        #expect(available > 0 && available < 1 << 60)
    }
}
