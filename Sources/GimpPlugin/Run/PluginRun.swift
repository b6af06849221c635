import CGimpShim
import NSTOptions
import NSTPictures

/// One call of the procedure that paints a layer, from its arguments to the result.
struct PluginRun {
    let host: Host
    let environment: PluginEnvironment
    /// What the dialog has loaded serves the run, too.
    private let cache = NetworkCache()

    init(host: Host, environment: PluginEnvironment) {
        self.host = host
        self.environment = environment.caching(in: cache)
    }

    /// The arguments of one call.
    struct Arguments {
        var runMode: Int
        var drawable: Int32
        var style: Int32
        var options: String
    }

    /// The keys under which the session holds the last choice.
    private enum SessionKey {
        static let options = NST_PROCEDURE_NAME + "-options"
        static let style = NST_PROCEDURE_NAME + "-style"
    }

    /// Does everything.
    func outcome(of arguments: Arguments) -> Outcome {
        ProcedureCall(environment: environment).outcome { try run(arguments, $0) }
    }

    private func run(_ arguments: Arguments, _ report: Report?) throws -> Int32? {
        let content = try host.paintableLayer(arguments.drawable)
        guard let choice = try choose(arguments, content: content) else { return nil }
        return try choice.style.withDrawable(on: host) { style in
            try paint(
                content, in: StyleSelection(style, for: content, on: host), as: choice, arguments, report)
        }
    }

    private func paint(
        _ content: Drawable, in styles: StyleSelection, as choice: StyleDialog.Choice, _ arguments: Arguments,
        _ report: Report?
    ) throws -> Int32? {
        let settings = choice.settings
        try Placement.check(settings.result, for: content)

        guard let selection = host.selection(on: content) else {
            throw PluginError.selectionMissesLayer(name: content.name)
        }
        let names = PictureNames(content: content, styles: styles)
        let plan = try Planner(host: host, environment: environment, names: names)
            .promisedPlan(
                selection.bounds, of: content, isSelected: selection.isActive, in: styles, settings, made: choice.plan)
        let painted = try PaintedPart(
            reading: selection.bounds, of: content, isSelected: selection.isActive, from: host)

        let destination = settings.result == .image ? nil : content.image
        let (contentSource, styleSource) = (
            RunRecord.Source(content, from: destination, on: host),
            RunRecord.Source(styles.chosen, from: destination, file: choice.style.file, on: host)
        )
        return try PaintingRun(
            host: host, environment: environment, report: report,
            isInteractive: arguments.runMode != NST_RUN_NONINTERACTIVE
        ).paint(
            PaintingRun.Commission(
                painted: painted, styles: try styles.read(for: content, part: selection.bounds, from: host),
                names: names, plan: plan, initial: try host.initialPicture(settings),
                title: localized("{style} ▸ {content}", ["style": styles.name, "content": content.name])
            ) { painting in
                RunRecord(
                    of: painting, settings: settings, content: contentSource, style: styleSource, styles: styles,
                    part: selection.bounds)
            })
    }

    /// Where style and settings come from: the arguments, the last call, or the user.
    private func choose(_ arguments: Arguments, content: Drawable) throws -> StyleDialog.Choice? {
        switch arguments.runMode {
        case NST_RUN_NONINTERACTIVE:
            return StyleDialog.Choice(
                style: .drawable(arguments.style), settings: try OptionTable.parse(arguments.options))
        case NST_RUN_WITH_LAST_VALS:
            return lastChoice
        case NST_RUN_INTERACTIVE:
            let choice = try Conversation(host: host, environment: environment, content: content, cache: cache)
                .choice(after: lastChoice)
            if let choice {
                host.setSessionValue(OptionTable.format(choice.settings, presets: presets), forKey: SessionKey.options)
                host.setSessionValue(choice.style.text, forKey: SessionKey.style)
            }
            return choice
        default:
            throw PluginError.unknownRunMode(arguments.runMode)
        }
    }

    /// The built-in presets and the user's own.
    private var presets: Presets { OwnPresets(on: host).all().presets }

    /// What was chosen in the last dialog of this session, or the defaults.
    private var lastChoice: StyleDialog.Choice {
        let settings = host.sessionValue(forKey: SessionKey.options).flatMap {
            try? OptionTable.parse($0, presets: presets)
        }
        return StyleDialog.Choice(
            style: StyleSource(text: host.sessionValue(forKey: SessionKey.style) ?? ""),
            settings: settings ?? Settings())
    }
}

extension Host {
    /// The layer that a painting starts from, if the settings name one.
    ///
    /// - Parameter longest: It is made smaller to this longest side, in pixels; `nil` for full size.
    func initialPicture(_ settings: Settings, longest: Int? = nil) throws -> RGBImage? {
        guard settings.initialImage == .layer, settings.initialLayer > 0 else { return nil }
        guard let layer = Int32(exactly: settings.initialLayer).flatMap(drawable) else {
            throw PluginError.initialLayerIsGone(id: settings.initialLayer)
        }
        return try thumbnail(of: layer, in: layer.whole, longest: longest ?? .max).flattened
    }

    /// A layer that can be painted.
    func paintableLayer(_ id: Int32) throws -> Drawable {
        guard let layer = drawable(id) else { throw PluginError.noContent }
        guard layer.kind == .layer else { throw PluginError.contentIsNotALayer(name: layer.name) }
        guard !layer.isInIndexedImage else { throw PluginError.indexedImage }
        return layer
    }
}
