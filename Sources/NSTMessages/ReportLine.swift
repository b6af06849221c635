import FoundationEssentials

/// What the plug-in tells the command about its run: one JSON object a line.
package enum ReportLine: Equatable, Sendable {
    /// How far it is.
    case progress(Progress)
    /// Something worth knowing happened.
    case remark(String)
    /// There is no painting, and why.
    case error(String)
    /// The painting is done; the new layer's number.
    case done(layer: Int32?)

    /// How far a run is. A reader takes what it gets: only the fraction must be there.
    package struct Progress: Equatable, Sendable, Codable {
        /// 0…1.
        package var fraction: Double
        /// The scale, counted from 1.
        package var scale: Int?
        /// How many scales there are.
        package var scales: Int?
        /// The evaluation, counted from 1.
        package var iteration: Int?
        /// How many evaluations there will be at the most.
        package var iterations: Int?
        /// The loss of the picture that was just evaluated.
        package var loss: Double?
        /// An estimate; `nil` while there is none.
        package var secondsLeft: Double?

        /// Progress of its parts.
        package init(
            fraction: Double, scale: Int?, scales: Int?, iteration: Int?, iterations: Int?, loss: Double? = nil,
            secondsLeft: Double?
        ) {
            self.fraction = fraction
            self.scale = scale
            self.scales = scales
            self.iteration = iteration
            self.iterations = iterations
            self.loss = loss
            self.secondsLeft = secondsLeft
        }
    }

    /// How losses that are no finite numbers are written.
    private static let (positiveInfinity, negativeInfinity, nan) = ("inf", "-inf", "nan")

    /// Reads a line; `nil` for anything that isn't a report. What can't be is brought into its range or left out.
    package init?(_ line: some Sequence<UInt8>) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.positiveInfinity, negativeInfinity: Self.negativeInfinity, nan: Self.nan)
        guard let line = try? decoder.decode(ReportLine.self, from: Data(line)) else { return nil }
        self = line
        switch line {
        case .progress(var progress):
            guard !progress.fraction.isNaN else { return nil }
            progress.fraction = min(max(progress.fraction, 0), 1)
            progress.secondsLeft = progress.secondsLeft.flatMap { $0 >= 0 && $0 < 1e7 ? $0 : nil }
            self = .progress(progress)
        case .remark(let message), .error(let message):
            if message.isEmpty { return nil }
        case .done: break
        }
    }

    /// The line, with its end; `nil` where it can't be written.
    package var encoded: [UInt8]? {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.positiveInfinity, negativeInfinity: Self.negativeInfinity, nan: Self.nan)
        return (try? encoder.encode(self)).map { Array($0) + [UInt8(ascii: "\n")] }
    }
}

extension ReportLine: Codable {
    private enum Event: String, Codable {
        case progress, remark, error, done
    }

    private enum Key: String, CodingKey {
        case event, message, layer
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self =
            switch try container.decode(Event.self, forKey: .event) {
            case .progress: .progress(try Progress(from: decoder))
            case .remark: .remark(try container.decode(String.self, forKey: .message))
            case .error: .error(try container.decode(String.self, forKey: .message))
            case .done: .done(layer: try container.decodeIfPresent(Int32.self, forKey: .layer))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .progress(let progress):
            try container.encode(Event.progress, forKey: .event)
            try progress.encode(to: encoder)
        case .remark(let message):
            try container.encode(Event.remark, forKey: .event)
            try container.encode(message, forKey: .message)
        case .error(let message):
            try container.encode(Event.error, forKey: .event)
            try container.encode(message, forKey: .message)
        case .done(let layer):
            try container.encode(Event.done, forKey: .event)
            try container.encodeIfPresent(layer, forKey: .layer)
        }
    }
}
