import Glibc

/// How much memory a run may take.
enum SystemMemory {
    /// What the kernel can give without swapping (`MemAvailable`), or what the control group leaves if that is less;
    /// `nil` where neither can be read.
    static func available() -> Int? {
        var limits: [Int] = []
        if let text = contents("/proc/meminfo"), let bytes = availableBytes(inMeminfo: text) { limits.append(bytes) }
        if let limit = contents("/sys/fs/cgroup/memory.max").flatMap(number),
            let used = contents("/sys/fs/cgroup/memory.current").flatMap(number)
        {
            limits.append(max(0, limit - used))
        }
        return limits.min()
    }

    /// The bytes that `/proc/meminfo` says are available.
    static func availableBytes(inMeminfo text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let kibibytes = Int(words[1]) else { return nil }
            return kibibytes * 1024
        }
        return nil
    }

    private static func number(_ text: String) -> Int? { Int(text.split(whereSeparator: \.isWhitespace).first ?? "") }

    /// The beginning of a small file.
    private static func contents(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
