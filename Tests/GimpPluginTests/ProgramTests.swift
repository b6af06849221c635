import CGimpShim
import Glibc
import Testing

@testable import GimpPlugin

/// Other programs that the plug-in runs.
@Suite struct `A program` {
    private func run(_ script: String) -> (status: Int32, output: String) { run(program: "/bin/sh", ["-c", script]) }

    private func run(program: String, _ arguments: [String]) -> (status: Int32, output: String) {
        var strings = CStrings()
        defer { strings.free() }
        var output: UnsafeMutablePointer<CChar>?
        let status = nst_run_program(strings.copy([program] + arguments), &output)
        defer { nst_free(output) }
        return (status, output.map { String(cString: $0) } ?? "")
    }

    @Test func `that succeeds hands over what it wrote`() {
        #expect(run("echo written; echo complained >&2") == (0, "written\n"))
        #expect(run("exit 0") == (0, ""))
    }

    @Test func `that fails hands over its complaints, and how it ended`() {
        #expect(run("echo written; echo complained >&2; exit 7") == (7, "complained\n"))
        #expect(run("kill -TERM $$") == (128 + 15, ""))
    }

    @Test func `that can't be started says why`() {
        #expect(run(program: "/nowhere/at-all", []) == (-1, "No such file or directory"))
    }

    @Test func `may write more than pipes hold, to both`() {
        // Linux's pipes hold 64 KiB.
        let result = run("head -c 300000 /dev/zero | tr '\\0' e >&2; head -c 300000 /dev/zero | tr '\\0' o")
        #expect(result.status == 0)
        #expect(result.output == String(repeating: "o", count: 300_000))
    }

    @Test func `gets empty input and none of this process's files`() throws {
        let pipe = try #require(fopen("/dev/zero", "r"))  // without close-on-exec
        defer { fclose(pipe) }
        // 3 is the folder that ls reads.
        #expect(run("cat; ls /proc/self/fd | tr '\\n' ' '") == (0, "0 1 2 3 "))
    }

    @Test func `hears signals that this thread masks or ignores`() {
        var (masked, before) = (sigset_t(), sigset_t())
        sigemptyset(&masked)
        sigaddset(&masked, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &masked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #expect(run("kill -TERM $$; exit 3").status == 128 + SIGTERM)
    }
}
