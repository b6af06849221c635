import FoundationEssentials

/// What the plug-in tells about its run: one JSON object a line.
enum RunReport: Equatable {
    /// How far it is.
    case progress(RunProgress)
    /// There is no painting, and why.
    case error(String)
    /// Something worth knowing happened.
    case remark(String)
    /// The painting is done.
    case done

    /// `nil` for anything that isn't a report.
    init?(line: some Sequence<UInt8>) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line)) else { return nil }
        switch fields.event {
        case "progress":
            guard let fraction = fields.fraction, !fraction.isNaN else { return nil }
            self = .progress(
                RunProgress(
                    fraction: min(max(fraction, 0), 1),
                    scale: fields.scale, scales: fields.scales,
                    iteration: fields.iteration, iterations: fields.iterations,
                    secondsLeft: fields.secondsLeft.flatMap { $0 >= 0 && $0 < 1e7 ? $0 : nil }))
        case "error":
            guard let message = fields.message, !message.isEmpty else { return nil }
            self = .error(message)
        case "remark":
            guard let message = fields.message, !message.isEmpty else { return nil }
            self = .remark(message)
        case "done": self = .done
        default: return nil
        }
    }

    private struct Fields: Decodable {
        let event: String
        let fraction: Double?
        let scale: Int?
        let scales: Int?
        let iteration: Int?
        let iterations: Int?
        let secondsLeft: Double?
        let message: String?
    }
}

/// How far a run is.
struct RunProgress: Equatable {
    /// 0…1.
    let fraction: Double
    let scale: Int?
    let scales: Int?
    let iteration: Int?
    let iterations: Int?
    /// An estimate; `nil` while there is none.
    let secondsLeft: Double?
}
