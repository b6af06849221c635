import NSTCore
import NSTMessages

/// What a painting will take.
struct Estimate {
    let plan: Plan

    /// In words.
    ///
    /// - Parameter speed: How fast this machine is; `nil` where that isn't known yet.
    func sentence(at speed: Speed?) -> String {
        var values = [
            "width": String(plan.extent.width), "height": String(plan.extent.height),
            "memory": localized(Message.bytes(plan.memory)),
        ]
        guard let speed else {
            return localized("Paints at {width} × {height} pixels and takes {memory} of memory.", values)
        }
        values["time"] = localized(Message.duration(plan.seconds(at: speed)))
        return localized(
            "Paints at {width} × {height} pixels; takes at most about {time}, and {memory} of memory.", values)
    }
}
