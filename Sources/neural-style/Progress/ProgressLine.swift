import NSTMessages

/// Progress as text.
enum ProgressLine {
    /// ` 42 % [####------] scale 1 of 2, iteration 12 of 300, 31 s left`, no longer than `width`.
    static func bar(_ progress: ReportLine.Progress, width: Int) -> String {
        let percentage = percentage(progress)
        let head = String(repeating: " ", count: max(0, 3 - String(percentage).count)) + "\(percentage) %"
        let tail = details(progress).joined(separator: ", ")
        // Two brackets and two spaces; a bar of fewer than ten characters shows nothing.
        let room = min(30, width - head.count - tail.count - 4)
        guard room >= 10 else { return String("\(head) \(tail)".prefix(max(0, width))) }
        let filled = Int(Double(room) * progress.fraction)
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
        return "\(head) [\(bar)] \(tail)"
    }

    /// The same without a bar, for a file.
    static func plain(_ progress: ReportLine.Progress) -> String {
        (["\(percentage(progress)) %"] + details(progress)).joined(separator: ", ")
    }

    /// What a painting will take; `nil` where its time isn't known.
    static func forecast(_ plan: ReportLine.Plan) -> String? {
        guard let seconds = plan.seconds else { return nil }
        let tiles = plan.tiles > 1 ? " in \(plan.tiles) tiles" : ""
        return "paints at \(plan.width) × \(plan.height) pixels\(tiles); takes at most about "
            + "\(Message.duration(seconds).english), and \(Message.bytes(plan.memory).english) of memory"
    }

    /// Whole percents, rounded down: 100 only when it is all done.
    static func percentage(_ progress: ReportLine.Progress) -> Int {
        // A little more than the fraction, lest 0.29 × 100 = 28.999… become 28.
        min(100, Int(progress.fraction * 100 + 1e-6))
    }

    private static func details(_ progress: ReportLine.Progress) -> [String] {
        var parts: [String] = []
        if let scale = progress.scale, let scales = progress.scales { parts.append("scale \(scale) of \(scales)") }
        if let iteration = progress.iteration, let iterations = progress.iterations {
            parts.append("iteration \(iteration) of \(iterations)")
        }
        if let seconds = progress.secondsLeft { parts.append("\(Message.duration(seconds).english) left") }
        return parts
    }
}
