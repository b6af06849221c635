import CGimpShim
import NSTMessages
import NSTOptions
import NSTPictures

/// One call of the procedure that goes on from a layer that the plug-in has made.
///
/// It starts from the layer's pixels, at their finest scale, with the settings, content and style that were kept with
/// it, and adds a layer above.
struct ContinuedRun {
    let host: Host
    let environment: PluginEnvironment

    /// The arguments of one call.
    struct Arguments {
        var runMode: Int
        var drawable: Int32
        var iterations: Int
    }

    private static let sessionKey = NST_CONTINUE_PROCEDURE_NAME + "-iterations"
    private static let usualIterations = 100

    /// Does everything.
    func outcome(of arguments: Arguments) -> Outcome {
        ProcedureCall(environment: environment).outcome { try run(arguments, $0) }
    }

    private func run(_ arguments: Arguments, _ report: Report?) throws -> Int32? {
        let painting = try host.paintableLayer(arguments.drawable)
        guard let record = host.record(of: painting).flatMap(RunRecord.init(text:)) else {
            throw PluginError.notAPainting(name: painting.name)
        }
        let content = try find(record.content, for: painting)
        return try style(of: record, for: painting).withDrawable(on: host) { style in
            let styles = try StyleSelection(style, for: content, on: host)
            return try run(arguments, from: painting, of: content, in: styles, record, report)
        }
    }

    private func run(
        _ arguments: Arguments, from painting: Drawable, of content: Drawable, in styles: StyleSelection,
        _ record: RunRecord, _ report: Report?
    ) throws -> Int32? {
        try check(painting, against: record, content: content)
        guard let iterations = try choose(arguments, painting: painting) else { return nil }

        // Only the finest scale: coarser ones would undo what the painting has.
        let settings = try record.settings(replacing: [
            "iterations": String(iterations), "scales": "1", "init": InitialImage.layer.rawValue,
            "result": ResultPlacement.layer.rawValue,
        ])

        let renewed = try record.renewed()

        let names = PictureNames(content: content, styles: styles)
        let plan = try Planner(host: host, environment: environment, names: names)
            .promisedPlan(
                record.part, of: painting, isSelected: false, in: styles, settings,
                initial: Extent(height: record.part.height, width: record.part.width))
        let pixels = try host.pixels(of: painting, in: painting.whole)
        let painted = try PaintedPart(
            continuing: painting, showing: pixels, of: content, part: record.part, from: host)
        return try PaintingRun(
            host: host, environment: environment, report: report,
            isInteractive: arguments.runMode != NST_RUN_NONINTERACTIVE
        ).paint(
            PaintingRun.Commission(
                painted: painted, styles: try styles.read(for: content, part: record.part, from: host), names: names,
                plan: plan, initial: Self.start(pixels, over: painted.content.image),
                title: Self.title(after: painting.name, more: iterations)
            ) { result in
                var longer = renewed
                longer.network.sha256 = result.weights
                longer.iterations.append(result.iterations)
                return longer
            })
    }

    /// The style, which is read again where it came from a file that isn't open.
    private func style(of record: RunRecord, for painting: Drawable) throws -> StyleSource {
        if let open = record.style.drawable(for: painting, on: host) { return .drawable(open.id) }
        guard let file = record.style.file else { throw Self.gone(record.style) }
        return StyleSource(text: file)
    }

    private func find(_ source: RunRecord.Source, for painting: Drawable) throws -> Drawable {
        guard let found = source.drawable(for: painting, on: host) else {
            throw Self.gone(source)
        }
        return found
    }

    private static func gone(_ source: RunRecord.Source) -> PluginError {
        .sourceIsGone(name: source.name, image: source.image)
    }

    /// Painting and content must still lie over each other.
    private func check(_ painting: Drawable, against record: RunRecord, content: Drawable) throws {
        guard content.id != painting.id else { throw PluginError.contentWasReplaced(name: painting.name) }
        guard record.part.width == painting.bounds.width, record.part.height == painting.bounds.height,
            record.part.intersection(content.whole) == record.part
        else { throw PluginError.paintingChanged(name: painting.name) }
    }

    private func choose(_ arguments: Arguments, painting: Drawable) throws -> Int? {
        let last = host.sessionValue(forKey: Self.sessionKey).flatMap { Int($0) } ?? Self.usualIterations
        switch arguments.runMode {
        case NST_RUN_NONINTERACTIVE: return arguments.iterations
        case NST_RUN_WITH_LAST_VALS: return last
        case NST_RUN_INTERACTIVE:
            guard let chosen = try ContinueDialog(painting: painting).run(on: host, last: last) else { return nil }
            host.setSessionValue(String(chosen), forKey: Self.sessionKey)
            return chosen
        default: throw PluginError.unknownRunMode(arguments.runMode)
        }
    }

    /// The painting's colours where it shows any, else the content's: what transparent pixels hide is arbitrary.
    private static func start(_ painting: PixelBuffer, over content: RGBImage) -> RGBImage {
        var start = content
        for pixel in 0..<(painting.height * painting.width) where painting.rgba[4 * pixel + 3] > 0 {
            for channel in 0..<3 {
                start.values[3 * pixel + channel] = min(1, max(0, painting.rgba[4 * pixel + channel]))
            }
        }
        return start
    }

    /// `waves ▸ view`, `waves ▸ view +100`, `waves ▸ view +200`: how much more went into it in all.
    static func title(after name: String, more iterations: Int) -> String {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 1, let last = words.last, last.hasPrefix("+"), let earlier = Int(last.dropFirst()) else {
            return "\(name) +\(iterations)"
        }
        return words.dropLast().joined(separator: " ") + " +\(earlier &+ iterations)"
    }
}
