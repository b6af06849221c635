import Glibc
import NSTMessages
import SystemPackage
import Testing

@testable import neural_style

@Suite struct ReportChannelTests {
    private func withChannel(_ body: (ReportChannel) throws -> Void) throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let channel = try ReportChannel(path: folder.path("report"))
        defer { channel.close() }
        try body(channel)
    }

    private func send(_ text: String, to channel: ReportChannel) throws {
        let writer = try FileDescriptor.open(channel.path, .writeOnly, options: .nonBlocking)
        try writer.closeAfter { _ = try writer.writeAll(text.utf8) }
    }

    @Test func `reports arrive in order, also across several writers`() throws {
        try withChannel { channel in
            #expect(channel.newReports().isEmpty)
            try send(#"{"event":"error","message":"one"}"# + "\n", to: channel)
            try send("noise\n" + #"{"event":"done"}"# + "\n", to: channel)
            #expect(channel.newReports() == [.error("one"), .done(layer: nil)])
            #expect(channel.newReports().isEmpty)
        }
    }

    @Test func `a line that comes in two parts is one report`() throws {
        try withChannel { channel in
            try send(#"{"event":"#, to: channel)
            #expect(channel.newReports().isEmpty)
            try send(#""done"}"# + "\n{", to: channel)
            #expect(channel.newReports() == [.done(layer: nil)])
        }
    }

    @Test func `a writer that never ends its line doesn't fill the memory`() throws {
        try withChannel { channel in
            for _ in 0..<40 {
                try send(String(repeating: "x", count: 4000), to: channel)
                #expect(channel.newReports().isEmpty)
            }
            try send("\n" + #"{"event":"done"}"# + "\n", to: channel)
            #expect(channel.newReports() == [.done(layer: nil)])
        }
    }

    @Test func `only this user may write reports`() throws {
        try withChannel { channel in
            var information = stat()
            #expect(stat(channel.path.string, &information) == 0)
            #expect(information.st_mode & S_IFMT == S_IFIFO)
            #expect(information.st_mode & 0o077 == 0)
        }
    }
}
