import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import neural_style

/// Folders of its own for one run of the command, with a GIMP profile in which a Script-Fu procedure stands in for the
/// plug-in: it notes how it was called and paints by inverting the content's colours.
struct GimpSandbox {
    let folder: PrivateFolder
    private let profile: FilePath
    /// The command's TMPDIR: must be empty when it has ended.
    let temporary: FilePath

    /// Options for which, if they stand last, the stand-in does something else than painting.
    static let optionsThatTakeLong = "seed=1"
    static let optionsThatFail = "seed=2"
    static let failure = "The style “x” is too small: choose another."

    /// Whether there is a GIMP to test in.
    static var hasGimp: Bool {
        get async { (try? await GimpConsole.find()) != nil }
    }

    /// Which procedure the profile has.
    enum PlugIn: Equatable {
        case none, standIn
        /// The plug-in itself, in the profile that test.sh made.
        case real(profile: FilePath)

        /// The real one, if this is a run by test.sh.
        static var realOne: PlugIn? {
            getenv("NEURAL_STYLE_TEST_GIMP").map { .real(profile: FilePath(platformString: $0)) }
        }
    }

    init(_ plugIn: PlugIn = .standIn) throws {
        folder = try PrivateFolder()
        temporary = folder.path("tmp")
        for name in ["tmp", "pictures"] { mkdir(folder.path(name).string, 0o700) }
        if case .real(let profile) = plugIn {
            self.profile = profile
            return
        }
        profile = folder.path("profile")
        for name in ["profile", "profile/scripts"] { mkdir(folder.path.appending(name).string, 0o700) }
        if plugIn == .standIn { try writeFile(standIn, to: profile.appending("scripts/stand-in.scm")) }
    }

    private var standIn: String {
        """
        (define (ends-with? text end)
          (let ((start (- (string-length text) (string-length end))))
            (and (>= start 0) (string=? (substring text start (string-length text)) end))))
        (define (plug-in-neural-style-transfer run-mode image drawable style options)
          (let ((port (open-output-file \(schemeString(callNote.string)))))
            (for-each
              (lambda (fact) (display fact port) (newline port))
              (list options (car (gimp-drawable-width drawable)) (car (gimp-drawable-height drawable))
                    (car (gimp-item-get-name style)) (car (gimp-drawable-is-rgb style))))
            (close-output-port port))
          (if (ends-with? options \(schemeString(Self.optionsThatTakeLong))) (usleep 600000000))
          (if (ends-with? options \(schemeString(Self.optionsThatFail)))
            ; How Script-Fu tells of a procedure that returns an error.
            (*error-hook* \(schemeString("Procedure execution of plug-in-neural-style-transfer failed: " + Self.failure))))
          (let ((layer (car (gimp-layer-copy drawable FALSE))))
            (gimp-image-insert-layer image layer (car (gimp-item-get-parent drawable))
              (car (gimp-image-get-item-position image drawable)))
            (gimp-drawable-invert layer FALSE)
            (gimp-item-set-name layer "painted")
            (list layer)))
        (script-fu-register "plug-in-neural-style-transfer" "Stand-in" "" "" "" "" "*"
          SF-IMAGE "" 0 SF-DRAWABLE "" 0 SF-DRAWABLE "" 0 SF-STRING "" "")
        """
    }

    private var callNote: FilePath { folder.path("called") }

    /// How the stand-in was called: options, width, height, the style's name, whether that is RGB; `nil` if it wasn't.
    func call() throws -> [String]? {
        guard access(callNote.string, F_OK) == 0 else { return nil }
        return try readFile(callNote).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
            String.init)
    }

    func picture(_ name: String) -> FilePath { folder.path("pictures").appending(name) }

    /// A picture whose left half is orange and whose right half is blue; P6 with 8 or 16 bits.
    func writePicture(_ name: String, width: Int = 40, height: Int = 30, bits: Int = 8) throws -> FilePath {
        var bytes = Array("P6 \(width) \(height) \(bits == 8 ? 255 : 65535)\n".utf8)
        for _ in 0..<height {
            for x in 0..<width {
                let colour: [UInt8] = x < width / 2 ? [255, 128, 0] : [0, 0, 255]
                bytes += colour.flatMap { bits == 8 ? [$0] : [$0, $0] }
            }
        }
        let path = picture(name)
        try writeFile(bytes, to: path)
        return path
    }

    private var environment: Environment {
        .inherit.updating([
            "GIMP2_DIRECTORY": profile.string, "TMPDIR": temporary.string, "LC_ALL": "C.UTF-8", "LANGUAGE": nil,
        ])
    }

    /// Runs the command in the pictures' folder.
    func run(_ arguments: String...) async throws -> (status: TerminationStatus, message: String) {
        try await run(arguments: arguments)
    }

    /// Runs the command in the pictures' folder.
    func run(arguments: [String]) async throws -> (status: TerminationStatus, message: String) {
        let result = try await Subprocess.run(
            .path(Self.command), arguments: Arguments(arguments), environment: environment,
            workingDirectory: folder.path("pictures"), output: .discarded, error: .string(limit: 1 << 20))
        return (result.terminationStatus, result.standardError)
    }

    /// Runs `examples/paint-folder.sh` with the command.
    func runFolderExample(_ arguments: String...) async throws -> (status: TerminationStatus, output: String) {
        let result = try await Subprocess.run(
            .path(FolderExample.script), arguments: Arguments(arguments),
            environment: environment.updating(["NEURAL_STYLE": Self.command.string]),
            output: .string(limit: 1 << 16), error: .discarded)
        return (result.terminationStatus, result.standardOutput)
    }

    /// Runs the command and sends it a signal as soon as the stand-in is at work, or after a while.
    func run(
        _ arguments: String..., interruptedBy signal: Signal, after delay: Duration? = nil
    ) async throws -> (status: TerminationStatus, message: String) {
        let result = try await Subprocess.run(
            .path(Self.command), arguments: Arguments(arguments), environment: environment, input: .none,
            output: .discarded, error: .string(limit: 1 << 20)
        ) { execution in
            if let delay {
                try await Task.sleep(for: delay)
            } else {
                while try call() == nil { try await Task.sleep(for: .milliseconds(100)) }
            }
            try execution.send(signal: signal)
        }
        return (result.terminationStatus, result.standardError)
    }

    /// Runs a Script-Fu program in GIMP and gives what it displays on `port`.
    func evaluate(_ program: String) async throws -> String {
        let script = folder.path("evaluate.scm")
        let output = folder.path("evaluated")
        try writeFile(
            """
            (define port (open-output-file \(schemeString(output.string))))
            \(program)
            (close-output-port port)
            (gimp-quit 0)
            """, to: script)
        _ = try await Subprocess.run(
            .path(GimpConsole.find().path), arguments: Arguments(GimpConsole.arguments(script: script)),
            environment: environment, output: .discarded, error: .discarded)
        return try readFile(output)
    }

    /// What GIMP sees in a file: width, height, base type (0 RGB, 2 indexed), precision (150 and 250: integers of 8 and 16
    /// bits), layers' names, the uppermost layer's colour near its upper left corner.
    func facts(of path: FilePath) async throws -> [String] {
        try await evaluate(
            """
            (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(path.string)) "picture")))
            (define layers (vector->list (cadr (gimp-image-get-layers image))))
            (define offsets (gimp-drawable-offsets (car layers)))
            (for-each (lambda (fact) (display fact port) (newline port))
              (list
                (car (gimp-image-width image)) (car (gimp-image-height image)) (car (gimp-image-base-type image))
                (car (gimp-image-get-precision image))
                (map (lambda (layer) (car (gimp-item-get-name layer))) layers)
                (car (gimp-image-pick-color image (car layers) (+ 3 (car offsets)) (+ 3 (cadr offsets)) FALSE FALSE 1))))
            """
        ).split(separator: "\n").map(String.init)
    }

    /// Processes that the command started and that still run.
    func strayProcesses() throws -> [String] {
        let mark = Array("NEURAL_STYLE_REPORT=\(temporary.string)/".utf8)
        return try names(in: "/proc").filter { name in
            guard Int(name) != nil, let bytes = try? readBytes(FilePath("/proc/\(name)/environ")) else { return false }
            return bytes.split(separator: 0).contains { $0.starts(with: mark) }
        }
    }

    /// The command as it was built.
    private static let command = builtProgram("neural-style")
}
