import NSTCore
import NSTMessages

/// What a run will take.
struct Estimate {
    let plan: Plan
    /// In bytes, pictures included.
    let memory: Int

    /// In words.
    ///
    /// - Parameter speed: How fast this machine is; `nil` where that isn't known yet.
    func sentence(at speed: Speed?) -> String {
        guard let finest = plan.scales.last else { return "" }
        var values = [
            "width": String(finest.width), "height": String(finest.height), "memory": localized(Message.bytes(memory)),
        ]
        guard let speed else {
            return localized("Paints at {width} × {height} pixels and takes {memory} of memory.", values)
        }
        values["time"] = localized(Message.duration(plan.seconds(at: speed)))
        return localized(
            "Paints at {width} × {height} pixels; takes at most about {time}, and {memory} of memory.", values)
    }
}
