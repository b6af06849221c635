import CommandSupport
import Glibc
import Subprocess
import SystemPackage

/// One run of GIMP with the script, from start to end.
struct GimpRun {
    let console: GimpConsole
    let script: PaintScript
    /// The file to be written, as the user calls it.
    let output: String
    let folder: PrivateFolder
    /// Where losses are told, and the file that gets all reports.
    var losses: LossLog?
    var report: LineFile?

    private static let pollInterval = Duration.milliseconds(100)
    private static let patience = Duration.seconds(3)

    /// Runs GIMP and shows the plug-in's reports meanwhile.
    ///
    /// - Throws: `CommandError`; GIMP and its plug-ins have ended then, too.
    func perform(showing display: ProgressDisplay) async throws {
        let scriptFile = folder.path("paint.scm")
        let logFile = folder.path("gimp.log")
        try write(script.text, to: scriptFile)
        let log = try create(logFile)
        defer { try? log.close() }
        let channel = try ReportChannel(path: folder.path("report"))
        defer { channel.close() }
        let configuration = configuration(script: scriptFile, report: channel.path)

        display.announce("starting GIMP")
        let watch = Watch(channel: channel, display: display, losses: losses, report: report)
        let group = ProcessGroup()
        let gimp = Task {
            defer { group.hasEnded = true }
            return try await Subprocess.run(
                configuration, input: .none, output: .fileDescriptor(log, closeAfterSpawningProcess: false),
                error: .fileDescriptor(log, closeAfterSpawningProcess: false)
            ) { execution in
                group.identifier = execution.processIdentifier.value
            }.terminationStatus
        }
        while !group.hasEnded {
            if Interruption.signal != nil { gimp.cancel() }
            watch.showNews()
            try? await Task.sleep(for: Self.pollInterval)
        }
        await group.end()
        watch.showNews()
        if let signal = Interruption.signal { throw CommandError.interrupted(signal: signal) }
        let status: TerminationStatus
        do {
            status = try await gimp.value
        } catch {
            throw CommandError.gimpNotStarted(reason: String(describing: error))
        }
        if let error = GimpOutcome(
            terminationStatus: status, scriptStatus: read(script.status), log: read(logFile),
            reportedError: watch.reportedError
        ).error(for: script, output: output) {
            throw error
        }
    }

    private func configuration(script: FilePath, report: FilePath) -> Configuration {
        var platform = PlatformOptions()
        // A process group of its own: Ctrl-C reaches only us, and GIMP can be ended together with its plug-ins.
        platform.processGroupID = 0
        platform.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.patience)
        ]
        return Configuration(
            executable: .path(console.path),
            arguments: Arguments(GimpConsole.arguments(script: script)),
            // GIMP's own temporary files go where ours go, and with them.
            environment: .inherit.updating([
                "NEURAL_STYLE_REPORT": report.string, "TMPDIR": folder.path.string,
            ]),
            platformOptions: platform)
    }

    private func write(_ text: String, to path: FilePath) throws(CommandError) {
        let descriptor = try create(path)
        do {
            try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
        } catch {
            throw .unwritable(path: path.string, reason: String(describing: error))
        }
    }

    private func create(_ path: FilePath) throws(CommandError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .append, .closeOnExec], permissions: .ownerReadWrite)
        } catch {
            throw .unwritable(path: path.string, reason: String(describing: error))
        }
    }

    /// The last part of a file that GIMP or the script wrote; empty where there is none.
    private func read(_ path: FilePath, limit: Int = 64 * 1024) -> String {
        guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return "" }
        defer { try? descriptor.close() }
        let length = (try? descriptor.seek(offset: 0, from: .end)) ?? 0
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(length)))
        let count = bytes.withUnsafeMutableBytes { buffer in
            try? descriptor.read(fromAbsoluteOffset: length - Int64(buffer.count), into: buffer)
        }
        return String(decoding: bytes.prefix(count ?? 0), as: UTF8.self)
    }
}
