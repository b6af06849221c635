import Testing

@testable import NSTOptions

@Suite("An amount of memory") struct MemorySizeTests {
    /// Shifts with literals in one array take the compiler too long.
    private static let (kibibyte, mebibyte, gibibyte) = (1024, 1_048_576, 1_073_741_824)

    static let amounts: [(text: String, bytes: Int)] = [
        ("4G", 4 * gibibyte), ("512M", 512 * mebibyte), ("1.5G", 1536 * mebibyte), ("6GiB", 6 * gibibyte),
        ("1T", 1024 * gibibyte), ("0K", 0), ("3KiB", 3 * kibibyte), ("007M", 7 * mebibyte),
    ]

    @Test("Is read in powers of 1024", arguments: amounts)
    func read(text: String, bytes: Int) { #expect(MemorySize(text)?.bytes == bytes) }

    @Test(
        "Is refused without a unit, with one of powers of 1000, with a sign or an exponent",
        arguments: [
            "", "4", "G", "iB", "GiB", "4GB", "4B", "4iB", "4 G", " 4G", "4G ", "4g", "4Gib", "-4G", "+4G", "1e3G",
            "0x4G",
            "nanG", "infG", "1.G", ".5G", "1.5.5G", "٤G", "4G\0", "1,5G",
        ])
    func refused(text: String) { #expect(MemorySize(text) == nil) }

    @Test("More than an Int holds is as much as it holds")
    func huge() {
        #expect(MemorySize("9999999999999999999999T")?.bytes == Int.max)
        #expect(MemorySize(String(repeating: "9", count: 400) + "K")?.bytes == Int.max)
    }

    @Test(
        "Is written as people would, and reads back as the same",
        arguments: [
            ("4G", "4G"), ("1536M", "1.5G"), ("1024G", "1T"), ("1.3G", "1.3G"), ("256M", "256M"), ("262144K", "256M"),
            ("1048577K", "1024.001M"), ("1023K", "1023K"), ("0G", "0K"), ("1023.999G", "1023.999G"),
        ])
    func written(text: String, expected: String) throws {
        let size = try #require(MemorySize(text))
        #expect(size.description == expected)
        #expect(MemorySize(size.description) == size)
    }

    @Test("As a limit it may be left to what is free, which is then read, and only then")
    func limit() {
        #expect(MemoryLimit("auto") == .automatic)
        #expect(MemoryLimit("Auto") == nil)
        #expect(
            MemoryLimit("2G")?.bytes {
                Issue.record("what is free was read"); return nil
            } == 2 << 30)
        #expect(MemoryLimit.automatic.bytes { 5 } == 5)
        #expect(MemoryLimit.automatic.description == "auto")
    }
}
