/// Progress as text.
enum ProgressLine {
    /// ` 42 % [####------] scale 1 of 2, iteration 12 of 300, 31 s left`, no longer than `width`.
    static func bar(_ progress: RunProgress, width: Int) -> String {
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
    static func plain(_ progress: RunProgress) -> String {
        (["\(percentage(progress)) %"] + details(progress)).joined(separator: ", ")
    }

    /// `31 s`, `2 min 05 s`, `1 h 02 min`.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
    }

    /// Whole percents, rounded down: 100 only when it is all done.
    static func percentage(_ progress: RunProgress) -> Int {
        // A little more than the fraction, lest 0.29 × 100 = 28.999… become 28.
        min(100, Int(progress.fraction * 100 + 1e-6))
    }

    private static func details(_ progress: RunProgress) -> [String] {
        var parts: [String] = []
        if let scale = progress.scale, let scales = progress.scales { parts.append("scale \(scale) of \(scales)") }
        if let iteration = progress.iteration, let iterations = progress.iterations {
            parts.append("iteration \(iteration) of \(iterations)")
        }
        if let seconds = progress.secondsLeft { parts.append("\(duration(seconds)) left") }
        return parts
    }
}
