import Subprocess
import SystemPackage

/// The GIMP without windows.
struct GimpConsole {
    let path: FilePath

    /// Looks in the search path.
    static func find() async throws(CommandError) -> GimpConsole {
        if let path = try? await Executable.name("gimp-console-2.10").resolveExecutablePath(in: .inherit) {
            return GimpConsole(path: path)
        }
        guard let path = try? await Executable.name("gimp-console").resolveExecutablePath(in: .inherit) else {
            throw .gimpMissing
        }
        // A name that says no version: it may be another's.
        let console = GimpConsole(path: path)
        let version = await console.version()
        guard version.contains("2.10.") else { throw .wrongGimp(version: version) }
        return console
    }

    private func version() async -> String {
        let result = try? await Subprocess.run(
            .path(path), arguments: ["--version"], output: .string(limit: 4096), error: .discarded)
        let line = result?.standardOutput.split(separator: "\n").first.map(String.init)
        return line ?? path.string
    }

    /// What GIMP is started with to run a script and nothing else.
    ///
    /// - Parameter needsFonts: Whether the script writes text into pictures.
    static func arguments(script: FilePath, needsFonts: Bool = false) -> [String] {
        ["--no-interface", "--no-data"] + (needsFonts ? [] : ["--no-fonts"]) + [
            "--no-splash", "--stack-trace-mode=never", "--batch-interpreter=plug-in-script-fu-eval",
            "--batch=(load \(schemeString(script.string)))",
            // For a script that couldn't even be read.
            "--batch=(gimp-quit 1)",
        ]
    }
}
