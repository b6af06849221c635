import Glibc
import NSTMessages

/// Shows on standard error how far the run is: in one line that is rewritten on a terminal, else in a few lines.
final class ProgressDisplay {
    /// How progress is shown.
    enum Mode: Equatable {
        case quiet
        /// Lines, one for each tenth.
        case lines
        /// One line, rewritten.
        case terminal

        /// What suits standard error.
        static var standardError: Mode { isatty(STDERR_FILENO) == 1 ? .terminal : .lines }
    }

    private let mode: Mode
    private let write: (String) -> Void
    private let width: () -> Int
    private var lastTenth = -1
    private var lineStands = false
    /// What is being done, where that is one thing of several.
    private var part: String?

    init(
        mode: Mode, width: @escaping () -> Int = StandardError.width,
        write: @escaping (String) -> Void = StandardError.write
    ) {
        self.mode = mode
        self.width = width
        self.write = write
    }

    /// Says what a long painting will take; a short one is done before that is read.
    func show(_ plan: ReportLine.Plan) {
        guard mode != .quiet, part == nil, let line = ProgressLine.forecast(plan) else { return }
        clear()
        write("neural-style: \(line)\n")
    }

    func show(_ progress: ReportLine.Progress) {
        switch mode {
        case .quiet: break
        case .terminal:
            let head = part.map { "\($0) " } ?? ""
            let line = head + ProgressLine.bar(progress, width: width() - 1 - head.count)
            rewrite(String(line.prefix(max(0, width() - 1))))
        case .lines:
            guard part == nil else { break }
            let tenth = ProgressLine.percentage(progress) / 10
            guard tenth > lastTenth else { return }
            lastTenth = tenth
            write("neural-style: \(ProgressLine.plain(progress))\n")
        }
    }

    /// Says what is being done while there is no progress to show.
    func announce(_ activity: String) {
        if mode == .terminal { rewrite("\(activity)…") }
    }

    /// Begins one thing of several: progress is its own from now on. In lines, only its beginning is told.
    func begin(part: String) {
        self.part = part
        switch mode {
        case .quiet: break
        case .terminal: announce(part)
        case .lines: write("neural-style: \(part)\n")
        }
    }

    /// Takes the rewritten line away, so that something else can be written.
    func clear() {
        if lineStands { write("\r\u{1B}[K") }
        lineStands = false
    }

    /// Says what went wrong without ending the run, even where no progress is shown.
    func warn(_ sentence: String) {
        clear()
        write("neural-style: \(sentence)\n")
    }

    /// Says something worth knowing, unless nothing is to be shown.
    func note(_ message: String) {
        clear()
        if mode != .quiet { write("neural-style: \(message)\n") }
    }

    func finish(with message: String) { note(message) }

    private func rewrite(_ line: String) {
        write("\r\(line)\u{1B}[K")
        lineStands = true
    }
}

/// Standard error.
enum StandardError {
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The terminal's columns.
    static func width() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
