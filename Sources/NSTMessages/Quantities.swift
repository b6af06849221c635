extension Message {
    /// A time span in the units that matter, rounded up: `31 s`, `2 min 05 s`, `1 h 02 min`.
    package static func duration(_ seconds: Double) -> Message {
        let whole = seconds.isFinite ? Int(min(max(0, seconds), 1e9).rounded(.up)) : 0
        // The text keeps its length while the time runs down.
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        if whole < 60 { return Message(translatable("{seconds} s"), ["seconds": String(whole)]) }
        if whole < 3600 {
            return Message(
                translatable("{minutes} min {seconds} s"),
                ["minutes": String(whole / 60), "seconds": twoDigits(whole % 60)])
        }
        return Message(
            translatable("{hours} h {minutes} min"),
            ["hours": String(whole / 3600), "minutes": twoDigits(whole / 60 % 60)])
    }

    /// An amount of memory in units of 1024: `700 MiB`, `5.0 GiB`.
    package static func bytes(_ count: Int) -> Message {
        let mebibytes = max(1, count / (1 << 20))
        guard mebibytes >= 1024 else { return Message(translatable("{count} MiB"), ["count": String(mebibytes)]) }
        let tenths = (mebibytes * 10 + 512) / 1024
        return Message(translatable("{count} GiB"), ["count": "\(tenths / 10).\(tenths % 10)"])
    }
}
