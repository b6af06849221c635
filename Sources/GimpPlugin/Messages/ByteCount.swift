/// Amounts of memory in words.
enum ByteCount {
    /// A number of bytes in binary units, as the system's own tools count memory: “87 MiB”, “1.2 GiB”.
    static func text(_ bytes: Int) -> String {
        let mebibytes = max(1, bytes >> 20)
        guard mebibytes >= 1024 else { return localized("{count} MiB", ["count": String(mebibytes)]) }
        let tenths = Int((Double(mebibytes) / 102.4).rounded())
        return localized("{count} GiB", ["count": "\(tenths / 10).\(tenths % 10)"])
    }
}
