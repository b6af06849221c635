import CGimpShim
import Glibc
import NSTCore

/// The losses of a run as a curve: the share of the work from left to right, the logarithm of the loss from bottom to top.
///
/// Losses of two scales can't be compared, so each scale has a line of its own. Each is drawn between its own smallest and
/// largest loss.
struct LossCurve {
    private struct Sample {
        var fraction: Double
        var logarithm: Double
    }

    /// One for each scale.
    private var lines: [[Sample]] = []
    private var scale = 0

    /// Adds a loss, unless it has no logarithm.
    mutating func add(_ progress: Progress) {
        let loss = progress.losses.total
        guard loss > 0, loss.isFinite else { return }
        if lines.isEmpty || progress.scale != scale { lines.append([]) }
        scale = progress.scale
        lines[lines.count - 1].append(Sample(fraction: progress.fraction, logarithm: log(loss)))
    }

    /// What the host draws.
    var points: [nst_curve_point] {
        lines.flatMap { line in
            let lowest = line.map(\.logarithm).min() ?? 0
            let range = (line.map(\.logarithm).max() ?? 0) - lowest
            return line.enumerated().map { index, sample in
                nst_curve_point(
                    x: sample.fraction, y: range > 0 ? (sample.logarithm - lowest) / range : 0.5,
                    begins_line: index == 0 ? 1 : 0)
            }
        }
    }
}
