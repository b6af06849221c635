import Glibc
import NSTCore
import NSTMessages

/// Tells a listening program (the `neural-style` command) how the run goes: one JSON object a line.
///
/// Used from the main thread only.
final class Report {
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

    /// Reports what the painting will take.
    func plan(_ plan: Plan, seconds: Double?) {
        write(
            .plan(
                ReportLine.Plan(
                    width: plan.extent.width, height: plan.extent.height,
                    tiles: plan.scales.last?.tiles.tileCount ?? 1, memory: plan.memory, seconds: seconds,
                    contentLayers: plan.settings.contentLayers.map(\.description),
                    styleLayers: plan.settings.styleLayers.map(\.description))))
    }

    /// Reports one evaluation.
    func progress(_ progress: Progress) {
        write(
            .progress(
                ReportLine.Progress(
                    fraction: progress.fraction, scale: progress.scale, scales: progress.scaleCount,
                    iteration: progress.iteration, iterations: progress.iterations, loss: progress.losses.total,
                    losses: Self.losses(progress.losses), secondsLeft: progress.secondsLeft)))
    }

    private static func losses(_ losses: LossValues) -> ReportLine.Losses {
        ReportLine.Losses(
            content: losses.content, style: losses.style, variation: losses.totalVariation, colour: losses.colour,
            layers: losses.layers.map {
                ReportLine.Losses.Layer(
                    part: $0.part == .content ? "content" : "style", layer: $0.layer.description, value: $0.value)
            })
    }

    /// Reports something that the user may want to know.
    func remark(_ remark: Remark) { write(.remark(remark.sentence)) }

    /// Reports the end.
    func end(_ outcome: Outcome) {
        switch outcome {
        case .success(let layer): write(.done(layer: layer))
        case .failure(let error): write(.error(error.sentence))
        case .cancelled: break
        }
    }

    private func write(_ line: ReportLine) {
        guard !isBroken, let bytes = line.encoded else { return }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A full pipe loses a line of progress, which the next one makes good.
        if written < 0, errno == EPIPE { isBroken = true }
    }
}
