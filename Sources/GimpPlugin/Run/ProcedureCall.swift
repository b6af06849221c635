import NSTCore

/// What one call of any procedure shares: the report to a listener, and what becomes of errors.
struct ProcedureCall {
    let environment: PluginEnvironment

    /// Runs a procedure's body, which returns the layer, or `nil` where it was cancelled. Never throws, because a status
    /// must go back whatever happens.
    func outcome(_ body: (Report?) throws -> Int32?) -> Outcome {
        let report = Report(path: environment.reportPath)
        let outcome: Outcome
        do {
            outcome = try body(report).map { .success(layer: $0) } ?? .cancelled
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
}

/// Finds out whether a run can be made, before pixels are read: reading a layer that is too small, or too large, would
/// be for nothing.
struct PlanCheck {
    let environment: PluginEnvironment
    let names: PictureNames

    /// - Returns: What the run will take.
    @discardableResult
    func check(_ part: Rectangle, _ styles: StyleSelection, _ settings: Settings) throws -> Estimate {
        do {
            let plan = try Plan(
                content: Extent(height: part.height, width: part.width), styles: styles.extents, settings: settings)
            let pictures = styles.extents.reduce(2 * part.height * part.width) { $0 + $1.pixels }
            let needed = plan.memory + pictures * Self.bytesPerPixel
            if let available = settings.memory.bytes(available: environment.availableMemory), needed > available {
                throw PaintingError.notEnoughMemory(needed: needed, available: available)
            }
            return Estimate(plan: plan, memory: needed)
        } catch let error as PaintingError {
            throw names.error(error)
        }
    }

    /// A picture at full size: with alpha as the host gives or takes it, without as the engine does, and how much each
    /// pixel counts. The content has two of these, before and after.
    private static let bytesPerPixel = (4 + 3 + 1) * MemoryLayout<Float>.stride
}
