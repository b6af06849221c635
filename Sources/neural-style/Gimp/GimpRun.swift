import CommandSupport
import Glibc
import Subprocess
import SystemPackage

/// One run of GIMP with a Script-Fu program, from start to end.
struct GimpRun {
    let console: GimpConsole
    /// The Script-Fu program.
    let program: String
    /// The file in which the program notes how far it came.
    let status: FilePath
    let folder: PrivateFolder
    /// Whether the program writes text into pictures.
    var needsFonts = false
    /// Says why the program's work isn't done; `nil` if it is.
    let explain: (GimpOutcome) -> CommandError?
    /// Is called again and again while GIMP works, and once when it has ended. What it throws ends GIMP.
    var meanwhile: () throws(CommandError) -> Void = {}
    /// Where losses are told, and the file that gets all reports.
    var losses: LossLog?
    var report: LineFile?

    private static let pollInterval = Duration.milliseconds(100)
    private static let patience = Duration.seconds(3)

    /// - Parameter explain: Says why the program's work isn't done; `nil` if it is.
    init(
        console: GimpConsole, program: String, status: FilePath, folder: PrivateFolder, needsFonts: Bool = false,
        explain: @escaping (GimpOutcome) -> CommandError?
    ) {
        self.console = console
        self.program = program
        self.status = status
        self.folder = folder
        self.needsFonts = needsFonts
        self.explain = explain
    }

    /// A run that makes one painting.
    ///
    /// - Parameter output: The file to be written, as the user calls it.
    init(console: GimpConsole, script: PaintScript, output: String, folder: PrivateFolder) {
        self.init(console: console, program: script.text, status: script.status, folder: folder) { outcome in
            outcome.error(for: script, output: output)
        }
    }

    /// Runs GIMP and shows the plug-in's reports meanwhile.
    ///
    /// - Throws: `CommandError`; GIMP and its plug-ins have ended then, too.
    func perform(showing display: ProgressDisplay) async throws {
        let scriptFile = folder.path("program.scm")
        let logFile = folder.path("gimp.log")
        try write(program, to: scriptFile)
        let log = try create(logFile)
        defer { try? log.close() }
        let reportFile = folder.path("report")
        let channel = try ReportChannel(path: reportFile)
        defer {
            channel.close()
            // Another run in the same folder has a channel of its own.
            unlink(reportFile.string)
        }
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
        var failure: CommandError?
        func work() {
            guard failure == nil else { return }
            do throws(CommandError) { try meanwhile() } catch { failure = error }
        }
        while !group.hasEnded {
            if Interruption.signal != nil || failure != nil { gimp.cancel() }
            watch.showNews()
            work()
            try? await Task.sleep(for: Self.pollInterval)
        }
        await group.end()
        watch.showNews()
        work()
        if let failure { throw failure }
        if let signal = Interruption.signal { throw CommandError.interrupted(signal: signal) }
        let termination: TerminationStatus
        do {
            termination = try await gimp.value
        } catch {
            throw CommandError.gimpNotStarted(reason: String(describing: error))
        }
        let outcome = GimpOutcome(
            terminationStatus: termination, scriptStatus: TextFile.read(status) ?? "",
            log: TextFile.read(logFile) ?? "",
            reportedError: watch.reportedError)
        if let error = explain(outcome) { throw error }
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
            arguments: Arguments(GimpConsole.arguments(script: script, needsFonts: needsFonts)),
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
}
