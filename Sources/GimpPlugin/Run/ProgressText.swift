import NSTCore

/// What the progress bar says.
enum ProgressText {
    /// While the network is loaded and the pictures are measured.
    static var preparing: String { localized("Looking at the pictures…") }

    /// While painting.
    static func painting(_ progress: Progress) -> String {
        localized(
            "Painting, size {scale} of {scales}: {percent} %, {time} left",
            [
                "scale": String(progress.scale), "scales": String(progress.scaleCount),
                "percent": String(Int(progress.fraction * 100)), "time": duration(progress.secondsLeft),
            ])
    }

    /// While painting, where there is room.
    static func detailed(_ progress: Progress) -> String {
        localized(
            "Size {scale} of {scales}, iteration {iteration} of at most {iterations}: {percent} %, {time} left",
            [
                "scale": String(progress.scale), "scales": String(progress.scaleCount),
                "iteration": String(progress.iteration), "iterations": String(progress.iterations),
                "percent": String(Int(progress.fraction * 100)), "time": duration(progress.secondsLeft),
            ])
    }

    /// A time span in the units that matter.
    static func duration(_ seconds: Double) -> String {
        let whole = seconds.isFinite ? Int(min(max(0, seconds), 1e9).rounded(.up)) : 0
        if whole < 60 { return localized("{seconds} s", ["seconds": String(whole)]) }
        if whole < 3600 {
            return localized(
                "{minutes} min {seconds} s", ["minutes": String(whole / 60), "seconds": String(whole % 60)])
        }
        return localized(
            "{hours} h {minutes} min", ["hours": String(whole / 3600), "minutes": String(whole / 60 % 60)])
    }
}
