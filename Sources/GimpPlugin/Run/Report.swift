import FoundationEssentials
import Glibc
import NSTCore

/// Tells a listening program (the `neural-style` command) how the run goes: one JSON object a line.
///
/// Used from the main thread only.
final class Report {
    private struct ProgressLine: Encodable {
        let event = "progress"
        let fraction: Double
        let scale: Int
        let scales: Int
        let iteration: Int
        let iterations: Int
        let loss: Double
        let secondsLeft: Double
    }

    private struct RemarkLine: Encodable {
        let event = "remark"
        let message: String
    }

    private struct DoneLine: Encodable {
        let event = "done"
        let layer: Int32
    }

    private struct ErrorLine: Encodable {
        let event = "error"
        let message: String
    }

    private let descriptor: Int32
    /// Whether the listener has gone.
    private(set) var isBroken = false

    /// Opens the file or FIFO; `nil` where there is none or nobody listens.
    init?(path: String?) {
        guard let path else { return nil }
        // Not waiting for a listener, and not the end of the process where it goes away.
        signal(SIGPIPE, SIG_IGN)
        descriptor = open(path, O_WRONLY | O_NONBLOCK | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Reports one evaluation.
    func progress(_ progress: Progress) {
        write(
            ProgressLine(
                fraction: progress.fraction, scale: progress.scale, scales: progress.scaleCount,
                iteration: progress.iteration, iterations: progress.iterations, loss: progress.losses.total,
                secondsLeft: progress.secondsLeft))
    }

    /// Reports something that the user may want to know.
    func remark(_ remark: Remark) { write(RemarkLine(message: remark.sentence)) }

    /// Reports the end.
    func end(_ outcome: Outcome) {
        switch outcome {
        case .success(let layer): write(DoneLine(layer: layer))
        case .failure(let error): write(ErrorLine(message: error.sentence))
        case .cancelled: break
        }
    }

    private func write(_ line: some Encodable) {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard !isBroken, var data = try? encoder.encode(line) else { return }
        data.append(UInt8(ascii: "\n"))
        let written = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A full pipe loses a line of progress, which the next one makes good.
        if written < 0, errno == EPIPE { isBroken = true }
    }
}
