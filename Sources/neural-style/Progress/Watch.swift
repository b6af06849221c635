import NSTMessages

/// Brings the plug-in's reports before the user's eyes, and into files.
final class Watch {
    private let channel: ReportChannel
    private let display: ProgressDisplay
    private var losses: LossLog?
    private var report: LineFile?
    /// The sentence with which the plug-in failed, if it did.
    private(set) var reportedError: String?

    /// - Parameters:
    ///   - losses: Where losses are told; `nil` for nowhere.
    ///   - report: A file that gets all reports, one JSON object a line.
    init(channel: ReportChannel, display: ProgressDisplay, losses: LossLog? = nil, report: LineFile? = nil) {
        self.channel = channel
        self.display = display
        self.losses = losses
        self.report = report
    }

    func showNews() {
        for line in channel.newReports() {
            write(line)
            switch line {
            case .plan(let plan): display.show(plan)
            case .progress(let progress): display.show(progress)
            case .error(let sentence): reportedError = sentence
            case .remark(let sentence): display.announce(sentence)
            case .done: display.announce("writing the picture")
            }
        }
    }

    /// A file that can't be written any more is given up: the painting is worth more.
    private func write(_ line: ReportLine) {
        do throws(CommandError) {
            if let bytes = line.encoded { try report?.write(bytes: bytes) }
        } catch {
            warn(error)
            report = nil
        }
        do throws(CommandError) {
            switch line {
            case .plan(let plan): try losses?.begin(plan)
            case .progress(let progress): try losses?.add(progress)
            case .done: losses?.end()
            case .remark, .error: break
            }
        } catch {
            warn(error)
            losses = nil
        }
    }

    private func warn(_ error: CommandError) { display.warn(error.sentence) }
}
