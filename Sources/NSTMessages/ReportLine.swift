import FoundationEssentials

/// What the plug-in tells the command about its run: one JSON object a line.
package enum ReportLine: Equatable, Sendable {
    /// What the painting will take.
    case plan(Plan)
    /// How far it is.
    case progress(Progress)
    /// Something worth knowing happened.
    case remark(String)
    /// There is no painting, and why.
    case error(String)
    /// The painting is done; the new layer's number.
    case done(layer: Int32?)

    /// What a painting will take, known before it begins.
    package struct Plan: Equatable, Sendable, Codable {
        /// The painting's columns, in pixels.
        package var width: Int
        /// The painting's rows, in pixels.
        package var height: Int
        /// How many tiles the finest scale is painted in.
        package var tiles: Int
        /// The greatest amount of memory that the process will hold, in bytes.
        package var memory: Int
        /// An estimate of the time, in seconds, at the most; `nil` where it isn't worth finding out.
        package var seconds: Double?
        /// The layers at which content and style are compared.
        package var contentLayers: [String]?
        package var styleLayers: [String]?

        /// What a painting takes.
        package init(
            width: Int, height: Int, tiles: Int, memory: Int, seconds: Double?, contentLayers: [String]? = nil,
            styleLayers: [String]? = nil
        ) {
            self.width = width
            self.height = height
            self.tiles = tiles
            self.memory = memory
            self.seconds = seconds
            self.contentLayers = contentLayers
            self.styleLayers = styleLayers
        }
    }

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
        /// Its parts.
        package var losses: Losses?
        /// An estimate; `nil` while there is none.
        package var secondsLeft: Double?

        /// Progress of its parts.
        package init(
            fraction: Double, scale: Int?, scales: Int?, iteration: Int?, iterations: Int?, loss: Double? = nil,
            losses: Losses? = nil, secondsLeft: Double?
        ) {
            self.fraction = fraction
            self.scale = scale
            self.scales = scales
            self.iteration = iteration
            self.iterations = iterations
            self.loss = loss
            self.losses = losses
            self.secondsLeft = secondsLeft
        }
    }

    /// The parts of a loss, each with its weight.
    package struct Losses: Equatable, Sendable, Codable {
        package var content: Double
        package var style: Double
        /// Total variation, or smoothness.
        package var variation: Double
        package var colour: Double
        /// What the layers add to content and style, as far as there is anything to tell.
        package var layers: [Layer]

        /// The loss at one layer.
        package struct Layer: Equatable, Sendable, Codable {
            /// `content` or `style`.
            package var part: String
            /// Such as `relu4_2`.
            package var layer: String
            package var value: Double

            package init(part: String, layer: String, value: Double) {
                (self.part, self.layer, self.value) = (part, layer, value)
            }
        }

        package init(content: Double, style: Double, variation: Double, colour: Double, layers: [Layer] = []) {
            self.content = content
            self.style = style
            self.variation = variation
            self.colour = colour
            self.layers = layers
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
        case .plan(let plan):
            guard min(plan.width, plan.height, plan.tiles) > 0, plan.memory >= 0 else { return nil }
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
        case plan, progress, remark, error, done
    }

    private enum Key: String, CodingKey {
        case event, message, layer
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self =
            switch try container.decode(Event.self, forKey: .event) {
            case .plan: .plan(try Plan(from: decoder))
            case .progress: .progress(try Progress(from: decoder))
            case .remark: .remark(try container.decode(String.self, forKey: .message))
            case .error: .error(try container.decode(String.self, forKey: .message))
            case .done: .done(layer: try container.decodeIfPresent(Int32.self, forKey: .layer))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .plan(let plan):
            try container.encode(Event.plan, forKey: .event)
            try plan.encode(to: encoder)
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
