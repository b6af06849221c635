import Glibc
import SystemPackage
import Testing

@testable import neural_style

@Suite struct FileTests {
    /// A folder for one test; `body` gets a function that writes a file into it.
    private func withFolder(_ body: (FilePath, (String, String) throws -> FilePath) throws -> Void) throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        try body(folder.path) { name, text in
            let path = folder.path(name)
            try writeFile(text, to: path)
            return path
        }
    }

    private func output(_ path: FilePath, inputs: [FilePath] = []) throws -> OutputFile {
        try OutputFile(path: path.string, inputs: inputs.map { try InputFile(path: $0.string) })
    }

    @Test func `the painting replaces the old file only when it is committed`() throws {
        try withFolder { folder, write in
            let old = try write("out.png", "old")
            let output = try output(old)
            #expect(output.temporary.removingLastComponent() == old.removingLastComponent())
            #expect(output.temporary.lastComponent?.string.hasPrefix(".") == true)
            #expect(output.temporary.extension == "png")
            try writeFile("new", to: output.temporary)
            #expect(try readFile(old) == "old")
            try output.commit()
            output.discard()
            #expect(try readFile(old) == "new")
            #expect(try names(in: folder) == ["out.png"])
        }
    }

    @Test func `what isn't committed leaves nothing behind`() throws {
        try withFolder { folder, write in
            let old = try write("out.png", "old")
            let output = try output(old)
            try writeFile("half", to: output.temporary)
            output.discard()
            #expect(try readFile(old) == "old")
            #expect(try names(in: folder) == ["out.png"])
        }
    }

    @Test func `an empty painting is not committed`() throws {
        try withFolder { folder, write in
            let output = try output(folder.appending("out.png"))
            #expect(throws: CommandError.notSaved(path: output.destination.string, reason: "GIMP wrote nothing")) {
                try output.commit()
            }
            output.discard()
            #expect(try names(in: folder).isEmpty)
        }
    }

    @Test func `the old file's permissions stay`() throws {
        try withFolder { folder, write in
            let old = try write("out.png", "old")
            chmod(old.string, 0o640)
            let output = try output(old)
            try writeFile("new", to: output.temporary)
            try output.commit()
            var information = stat()
            stat(old.string, &information)
            #expect(information.st_mode & 0o777 == 0o640)
        }
    }

    @Test func `a link stays a link`() throws {
        try withFolder { folder, write in
            let real = try write("real.png", "old")
            let link = folder.appending("link.png")
            symlink(real.string, link.string)
            let output = try output(link)
            try writeFile("new", to: output.temporary)
            try output.commit()
            #expect(try readFile(real) == "new")
            var information = stat()
            lstat(link.string, &information)
            #expect(information.st_mode & S_IFMT == S_IFLNK)
        }
    }

    @Test func `an input is not overwritten, whatever it is called`() throws {
        try withFolder { folder, write in
            let picture = try write("a.png", "picture")
            let other = folder.appending("b.png")
            symlink(picture.string, other.string)
            #expect(throws: CommandError.outputIsInput(path: other.string)) {
                _ = try output(other, inputs: [picture])
            }
            #expect(try names(in: folder) == ["a.png", "b.png"])
        }
    }

    @Test func `folders and devices are neither inputs nor outputs`() throws {
        try withFolder { folder, write in
            let inner = folder.appending("inner.png")
            mkdir(inner.string, 0o700)
            #expect(throws: CommandError.notAFile(path: inner.string)) { try InputFile(path: inner.string) }
            #expect(throws: CommandError.outputNotAFile(path: inner.string)) { _ = try output(inner) }
            #expect(throws: CommandError.notAFile(path: "/dev/null")) { try InputFile(path: "/dev/null") }
        }
    }

    @Test func `a missing input and a missing folder say why`() throws {
        try withFolder { folder, write in
            let missing = folder.appending("none.png")
            let reason = "No such file or directory"
            #expect(throws: CommandError.unreadable(path: missing.string, reason: reason)) {
                try InputFile(path: missing.string)
            }
            let inside = missing.appending("out.png")
            #expect(throws: CommandError.unwritable(path: inside.string, reason: reason)) { _ = try output(inside) }
            #expect(throws: CommandError.noExtension(path: folder.appending("out").string)) {
                _ = try output(folder.appending("out"))
            }
        }
    }

    @Test func `a private folder goes with all that is in it, but not with what its links point to`() throws {
        try withFolder { outside, write in
            let kept = try write("kept.txt", "kept")
            let folder = try PrivateFolder()
            mkdir(folder.path("deep").string, 0o700)
            try writeFile("x", to: folder.path("deep").appending("file"))
            symlink(outside.string, folder.path("link").string)
            folder.remove()
            #expect(access(folder.path.string, F_OK) != 0)
            #expect(try readFile(kept) == "kept")
        }
    }
}
