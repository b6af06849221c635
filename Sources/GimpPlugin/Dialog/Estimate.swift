import NSTCore

/// What a run will take.
struct Estimate {
    let plan: Plan

    /// In words.
    ///
    /// - Parameter speed: How fast this machine is; `nil` where that isn't known yet.
    func sentence(at speed: Speed?) -> String {
        var values = [
            "width": String(plan.extent.width), "height": String(plan.extent.height),
            "memory": Self.size(plan.memory),
        ]
        guard let speed else {
            return localized("Paints at {width} × {height} pixels and takes {memory} of memory.", values)
        }
        values["time"] = ProgressText.duration(plan.seconds(at: speed))
        return localized(
            "Paints at {width} × {height} pixels; takes at most about {time}, and {memory} of memory.", values)
    }

    /// Megabytes or gigabytes.
    static func size(_ bytes: Int) -> String {
        let megabytes = max(1, bytes / 1_000_000)
        if megabytes < 1000 { return localized("{count} MB", ["count": String(megabytes)]) }
        return localized("{count} GB", ["count": "\(megabytes / 1000).\(megabytes % 1000 / 100)"])
    }
}
