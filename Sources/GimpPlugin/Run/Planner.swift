import NSTCore
import NSTOptions
import NSTPictures

/// A plan, and the promise of its memory as long as this lives.
struct PromisedPlan {
    var plan: Plan
    /// `nil` where it couldn't be made; no painting fails for that.
    let promise: MemoryPromise?
}

/// Finds out what a painting will take, and whether it can be made, before pixels are read: reading a layer that is too
/// small, or too large, would be for nothing.
struct Planner {
    let host: Host
    let environment: PluginEnvironment
    let names: PictureNames

    /// Plans with the memory that there is now.
    ///
    /// - Parameters:
    ///   - part: What is painted, in the layer's own coordinates.
    ///   - layer: Whose pixels they are.
    ///   - isSelected: Whether there is a selection.
    ///   - initial: The size of the picture to start from, where the settings don't name it.
    ///   - made: A plan that was made before; it is taken as it is if it is for the same.
    func plan(
        _ part: Rectangle, of layer: Drawable, isSelected: Bool, in styles: StyleSelection, _ settings: Settings,
        initial: Extent? = nil, made: Plan? = nil
    ) throws -> Plan {
        var pictures = HeldPictures(
            content: Extent(height: part.height, width: part.width),
            contentMasks: masks(of: layer, isSelected: isSelected) + styles.regionCount,
            styles: styles.extents, initial: initial ?? givenLayer(settings))
        pictures.keptPictures = settings.keptPictures
        if let made, made.fits(pictures, settings) { return made }
        do {
            return try Plan(
                for: pictures, settings: settings,
                memoryLimit: settings.memory.bytes(available: environment.availableMemory))
        } catch {
            throw names.error(error)
        }
    }

    /// Plans, and promises the memory, so that no other painting that begins now counts on it.
    func promisedPlan(
        _ part: Rectangle, of layer: Drawable, isSelected: Bool, in styles: StyleSelection, _ settings: Settings,
        initial: Extent? = nil, made: Plan? = nil
    ) throws -> PromisedPlan {
        try MemoryPromise.exclusively {
            let plan = try plan(
                part, of: layer, isSelected: isSelected, in: styles, settings, initial: initial, made: made)
            return PromisedPlan(plan: plan, promise: MemoryPromise(bytes: plan.memory))
        }
    }

    /// Alpha, selection and layer mask, and what they come to together.
    private func masks(of layer: Drawable, isSelected: Bool) -> Int {
        let masks = (layer.hasAlpha ? 1 : 0) + (isSelected ? 1 : 0) + (layer.mask == nil ? 0 : 1)
        return masks == 0 ? 0 : masks + 1
    }

    private func givenLayer(_ settings: Settings) -> Extent? {
        guard settings.initialImage == .layer,
            let layer = Int32(exactly: settings.initialLayer).flatMap(host.drawable)
        else { return nil }
        return Extent(height: layer.bounds.height, width: layer.bounds.width)
    }
}
