import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import neural_style

/// `examples/paint-folder.sh`, with a command that copies the picture in place of neural-style.
@Suite("a folder of pictures") struct FolderExampleTests {
    @Test func `paintings that are newer than picture, style and settings aren't painted again`() async throws {
        let example = try FolderExample(pictures: ["a b.png", "c.jpg", "-d.gif"])
        defer { example.folder.remove() }
        #expect(try await example.run("--size", "64") == .painted(3, skipped: 0))
        #expect(try example.paintings() == ["-d.gif", "a b.png", "c.jpg"])
        #expect(try await example.run("--size", "64") == .painted(0, skipped: 3))
        #expect(try await example.run("--size", "65") == .painted(3, skipped: 0))
        try writeFile("another picture", to: example.folder.path("pictures/c.jpg"))
        #expect(try await example.run("--size", "65") == .painted(1, skipped: 2))
        try writeFile("another style", to: example.folder.path("style.png"))
        #expect(try await example.run("--size", "65") == .painted(3, skipped: 0))
    }

    @Test func `a picture that can't be painted is named at the end and doesn't end the others`() async throws {
        let example = try FolderExample(pictures: ["a.png", "bad.png", "c.png"])
        defer { example.folder.remove() }
        #expect(try await example.run() == .failed(["bad.png"], painted: 2, skipped: 0))
        #expect(try example.paintings() == ["a.png", "c.png"])
        #expect(try await example.run() == .failed(["bad.png"], painted: 0, skipped: 2))
    }

    @Test func `shares are disjoint and together they are the folder`() async throws {
        let pictures = (0..<7).map { number in "\(number).png" }
        let example = try FolderExample(pictures: pictures)
        defer { example.folder.remove() }
        for (share, count) in [("0/3", 3), ("1/3", 2), ("2/3", 2)] {
            #expect(try await example.run(before: ["--share", share]) == .painted(count, skipped: 0))
        }
        #expect(try example.paintings() == pictures)
        #expect(try await example.run(before: ["--share", "3/3"]) == .refused)
    }

    @Test func `two at once never paint the same picture`() async throws {
        let pictures = (0..<6).map { number in "\(number).png" }
        let example = try FolderExample(pictures: pictures)
        defer { example.folder.remove() }
        async let first = example.run()
        async let second = example.run()
        let painted = try await [first, second].map(\.painted).reduce(0, +)
        #expect(painted == pictures.count)
        #expect(try example.calls().sorted() == pictures)
    }

    @Test func `interrupted, it ends the command and says how to go on`() async throws {
        let example = try FolderExample(pictures: ["slow.png"])
        defer { example.folder.remove() }
        let result = try await example.runInterrupted()
        #expect(result.status == .exited(143))
        #expect(result.message.contains("0 painted; the same line goes on from here."))
        #expect(try example.paintings() == [])
    }
}
