import NSTCore
import NSTMessages

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
                "percent": String(Int(progress.fraction * 100)),
                "time": localized(Message.duration(progress.secondsLeft)),
            ])
    }

    /// While painting, where there is room.
    static func detailed(_ progress: Progress) -> String {
        localized(
            "Size {scale} of {scales}, iteration {iteration} of at most {iterations}: {percent} %, {time} left",
            [
                "scale": String(progress.scale), "scales": String(progress.scaleCount),
                "iteration": String(progress.iteration), "iterations": String(progress.iterations),
                "percent": String(Int(progress.fraction * 100)),
                "time": localized(Message.duration(progress.secondsLeft)),
            ])
    }
}
