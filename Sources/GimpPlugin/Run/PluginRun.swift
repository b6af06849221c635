import CGimpShim
import NSTCore

/// One call of the procedure, from its arguments to the new layer.
///
/// The image is touched once, at the very end, so that a run which is cancelled, killed or fails leaves it as it was.
struct PluginRun {
    let host: Host
    let environment: PluginEnvironment

    /// The arguments of one call.
    struct Arguments {
        var runMode: Int
        var drawable: Int32
        var style: Int32
        var options: String
    }

    /// The keys under which the last choice is remembered.
    private enum Memory {
        static let options = NST_PROCEDURE_NAME + "-options"
        static let style = NST_PROCEDURE_NAME + "-style"
    }

    /// How often the interface is looked after while the engine works, in seconds.
    private static let heartbeat = 0.05
    /// The progress bar is redrawn at most every so many heartbeats.
    private static let heartbeatsPerUpdate = 4

    /// Does everything; never throws, because a status must go back whatever happens.
    func outcome(of arguments: Arguments) -> Outcome {
        let report = Report(path: environment.reportPath)
        let outcome: Outcome
        do {
            outcome = try run(arguments, report)
        } catch let error as PluginError {
            outcome = .failure(error)
        } catch let error as SettingsError {
            outcome = .failure(.settings(error))
        } catch {
            outcome = .failure(.resultRefused)
        }
        report?.end(outcome)
        return outcome
    }

    private func run(_ arguments: Arguments, _ report: Report?) throws -> Outcome {
        let content = try contentLayer(arguments.drawable)
        guard let choice = try choose(arguments, content: content) else { return .cancelled }
        let style = try styleDrawable(choice.style, content: content)

        guard let selection = host.selection(on: content) else {
            throw PluginError.selectionMissesLayer(name: content.name)
        }
        let whole = Rectangle(x: 0, y: 0, width: style.bounds.width, height: style.bounds.height)
        // Sizes first: reading the pixels of a layer that is too small (or too large) would be for nothing.
        try checkPlan(selection.bounds, content, whole, style, choice.settings)
        let contentPixels = try host.pixels(of: content, in: selection.bounds)
        let mask = selection.isActive ? try host.selectionMask(on: content, in: selection.bounds) : nil
        let alpha = resultAlpha(of: contentPixels, mask: mask)
        guard !contentPixels.isTransparent, alpha?.contains(where: { $0 > 1 / 512 }) ?? true else {
            throw PluginError.transparentContent(name: content.name)
        }
        let stylePixels = try host.pixels(of: style, in: whole)
        guard !stylePixels.isTransparent else { throw PluginError.transparentStyle(name: style.name) }

        let engine = EngineThread(
            EngineThread.Job(
                content: contentPixels.flattened, style: stylePixels.flattened, settings: choice.settings,
                environment: environment, names: (content.name, style.name)))
        guard let painting = try watch(engine, report) else { return .cancelled }

        let full = painting.resampled(height: selection.bounds.height, width: selection.bounds.width)
        let layer = try host.insertLayer(
            PixelBuffer(full, alpha: alpha), above: content,
            origin: (content.bounds.x + selection.bounds.x, content.bounds.y + selection.bounds.y),
            name: localized("{style} ▸ {content}", ["style": style.name, "content": content.name]),
            hasAlpha: alpha != nil)
        return .success(layer: layer)
    }

    // MARK: Arguments

    private func contentLayer(_ id: Int32) throws -> Drawable {
        guard let content = host.drawable(id) else { throw PluginError.noContent }
        guard content.kind == .layer else { throw PluginError.contentIsNotALayer(name: content.name) }
        guard !content.isInIndexedImage else { throw PluginError.indexedImage }
        return content
    }

    /// Where style and settings come from: the arguments, the last call, or the user.
    private func choose(_ arguments: Arguments, content: Drawable) throws -> StyleDialog.Choice? {
        switch arguments.runMode {
        case NST_RUN_NONINTERACTIVE:
            return StyleDialog.Choice(style: arguments.style, settings: try OptionTable.parse(arguments.options))
        case NST_RUN_WITH_LAST_VALS:
            return lastChoice
        case NST_RUN_INTERACTIVE:
            let choice = try Conversation(host: host, environment: environment, content: content)
                .choice(after: lastChoice)
            if let choice {
                host.remember(OptionTable.format(choice.settings), as: Memory.options)
                host.remember(String(choice.style), as: Memory.style)
            }
            return choice
        default:
            throw PluginError.unknownRunMode(arguments.runMode)
        }
    }

    /// What was chosen in the last dialog of this session, or the defaults.
    private var lastChoice: StyleDialog.Choice {
        let settings = host.remembered(Memory.options).flatMap { try? OptionTable.parse($0) }
        return StyleDialog.Choice(
            style: host.remembered(Memory.style).flatMap { Int32($0) } ?? -1, settings: settings ?? Settings())
    }

    private func styleDrawable(_ id: Int32, content: Drawable) throws -> Drawable {
        guard id > 0 else { throw PluginError.noStyle }
        guard id != content.id else { throw PluginError.styleIsContent(name: content.name) }
        guard let style = host.drawable(id) else { throw PluginError.styleIsGone(id: Int(id)) }
        return style
    }

    private func checkPlan(
        _ part: Rectangle, _ content: Drawable, _ whole: Rectangle, _ style: Drawable, _ settings: Settings
    ) throws {
        do {
            let plan = try Plan(
                content: Extent(height: part.height, width: part.width),
                styles: [Extent(height: whole.height, width: whole.width)], settings: settings)
            let needed = plan.memory + pixelMemory(of: part) * 2 + pixelMemory(of: whole)
            if let available = environment.availableMemory, needed > available {
                throw StyleTransferError.notEnoughMemory(needed: needed, available: available)
            }
        } catch let error as StyleTransferError {
            throw PluginError.run(error, content: content.name, style: style.name)
        }
    }

    /// The bytes of a picture at full size: with alpha as the host gives or takes it, and without as the engine does.
    /// The content has two of these, before and after.
    private func pixelMemory(of part: Rectangle) -> Int {
        part.width * part.height * (4 + 3) * MemoryLayout<Float>.stride
    }

    // MARK: Painting

    /// Keeps the interface alive and the progress moving until the engine is done.
    ///
    /// - Returns: The painting, or `nil` where the listener of the report went away.
    private func watch(_ engine: EngineThread, _ report: Report?) throws -> RGBImage? {
        host.beginProgress(ProgressText.preparing)
        defer { host.endProgress() }
        var reported: Progress?
        var heartbeatsSinceUpdate = Self.heartbeatsPerUpdate
        while true {
            let state = engine.current
            if let outcome = state.outcome {
                return report?.isBroken == true ? nil : try outcome.get()
            }
            if let progress = state.progress, progress != reported {
                report?.progress(progress)
                reported = progress
                if heartbeatsSinceUpdate >= Self.heartbeatsPerUpdate {
                    host.updateProgress(progress.fraction, ProgressText.painting(progress))
                    heartbeatsSinceUpdate = 0
                }
            }
            if report?.isBroken == true { engine.stop() }
            host.wait(seconds: Self.heartbeat)
            heartbeatsSinceUpdate += 1
        }
    }

    /// The new layer's alpha: the content's own, where the selection lets it through; `nil` where all is opaque.
    private func resultAlpha(of content: PixelBuffer, mask: [Float]?) -> [Float]? {
        var alpha = content.alpha
        if let mask {
            for index in alpha.indices { alpha[index] *= mask[index] }
        }
        return mask != nil || alpha.contains { $0 < 1 } ? alpha : nil
    }
}
