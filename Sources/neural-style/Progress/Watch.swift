import NSTMessages

/// Brings the plug-in's reports before the user's eyes.
final class Watch {
    private let channel: ReportChannel
    private let display: ProgressDisplay
    /// The sentence with which the plug-in failed, if it did.
    private(set) var reportedError: String?

    init(channel: ReportChannel, display: ProgressDisplay) {
        self.channel = channel
        self.display = display
    }

    func showNews() {
        for report in channel.newReports() {
            switch report {
            case .plan(let plan): display.show(plan)
            case .progress(let progress): display.show(progress)
            case .error(let sentence): reportedError = sentence
            case .remark(let sentence): display.announce(sentence)
            case .done: display.announce("writing the picture")
            }
        }
    }
}
