import Subprocess

/// What is known after GIMP has ended.
struct GimpOutcome {
    let terminationStatus: TerminationStatus
    /// What stands in the script's status file: the step that failed, and why.
    let scriptStatus: String
    /// What GIMP and its plug-ins printed.
    let log: String
    /// The sentence that the plug-in sent, if it failed.
    let reportedError: String?

    /// Why there is no painting; `nil` if there is one.
    ///
    /// - Parameter output: What the user calls the file to be written; the script writes a temporary one.
    func error(for script: PaintScript, output: String) -> CommandError? {
        let (step, number, reason) = failedStep
        switch step {
        case .saved: return nil
        case .plugIn: return .plugInMissing
        case .content: return .notLoaded(path: script.content.string, reason: reason)
        case .style:
            let index = number ?? 0
            let path = script.styles.indices.contains(index) ? script.styles[index].path : script.content
            return .notLoaded(path: path.string, reason: reason)
        case .format: return .formatRefused(fileExtension: script.writer.format.fileExtension, reason: reason)
        case .paint: return .notPainted(reason: reportedError ?? reason)
        case .steps: return .notSaved(path: script.steps?.folder.string ?? output, reason: reason)
        case .save: return .notSaved(path: output, reason: reason)
        case nil: return death
        }
    }

    /// What a script noted: its last step, the number that stands behind it, and why it failed there.
    var failedStep: (step: PaintScript.Step?, number: Int?, reason: String?) {
        let lines = scriptStatus.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let words = lines.first?.split(separator: " ").map(String.init) ?? []
        return (
            words.first.flatMap(PaintScript.Step.init(rawValue:)), words.count > 1 ? Int(words[1]) : nil,
            Self.reason(in: lines.dropFirst().joined(separator: " ")) ?? Self.explanation(in: log)
        )
    }

    /// The error where GIMP ended before the script did.
    var death: CommandError {
        switch terminationStatus {
        case .exited(let code): .gimpDied(how: "exit status \(code)", reason: Self.explanation(in: log))
        case .signaled(let code): .gimpDied(how: "signal \(code)", reason: Self.explanation(in: log))
        }
    }

    /// GIMP's own words of the message that Script-Fu makes of them.
    static func reason(in message: String) -> String? {
        var words = message[...]
        // "(FILE : LINE) WORDS"
        if words.hasPrefix("("), let end = words.firstRange(of: ") ") { words = words[end.upperBound...] }
        // "Procedure execution of NAME failed: WORDS", or "failed on invalid input arguments: WORDS".
        if words.hasPrefix("Procedure execution of ") {
            guard let colon = words.firstIndex(of: ":") else { return nil }
            words = words[words.index(after: colon)...]
        }
        return trimmed(words)
    }

    /// How GIMP itself died, or else the last thing that it or a plug-in complained about.
    static func explanation(in log: String) -> String? {
        let lines = log.split(separator: "\n")
        for mark in [": terminated: ", ": fatal error: "] {
            let cause = lines.lazy.compactMap { line in line.firstRange(of: mark).map { line[$0.upperBound...] } }.first
            if let cause = cause.flatMap(trimmed) { return cause }
        }
        let marks = ["-Error: ", "-Warning: ", "-Message: ", " error: "]
        let complaints = lines.compactMap { line -> String? in
            // Script-Fu's own words for what a script can't catch.
            if line.hasPrefix("Error: ") { return reason(in: String(line.dropFirst("Error: ".count))) }
            // A colon at the end: only a headline.
            guard !line.hasSuffix(":") else { return nil }
            return marks.lazy.compactMap { mark in line.firstRange(of: mark).map { line[$0.upperBound...] } }.first
                .flatMap(trimmed)
        }
        return complaints.last
    }

    private static func trimmed(_ text: Substring) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let sentence = words.hasSuffix(".") ? String(words.dropLast()) : words
        return sentence.isEmpty ? nil : sentence
    }
}
