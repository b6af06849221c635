/// Colour profiles that the tests make themselves.
enum ColourProfile {
    /// An ICC version 2 profile (ICC.1:2001-04) with the primaries of Adobe RGB (1998) under D50 and a gamma of 2.2: its
    /// pure green lies outside sRGB.
    static var wideGamut: [UInt8] {
        let tags: [(signature: String, data: [UInt8])] = [
            ("desc", description("wide gamut, for tests")),
            ("cprt", text("Public domain")),
            ("wtpt", xyz(0.9642, 1, 0.8249)),
            ("rXYZ", xyz(0.60974, 0.31111, 0.01947)),
            ("gXYZ", xyz(0.20528, 0.62567, 0.06087)),
            ("bXYZ", xyz(0.14919, 0.06322, 0.74457)),
            ("rTRC", gamma), ("gTRC", gamma), ("bTRC", gamma),
        ]
        var table: [UInt8] = number(tags.count)
        var data: [UInt8] = []
        let start = 128 + 4 + 12 * tags.count
        for tag in tags {
            table += Array(tag.signature.utf8) + number(start + data.count) + number(tag.data.count)
            data += tag.data
            while data.count % 4 != 0 { data.append(0) }
        }
        return header(size: start + data.count) + table + data
    }

    private static func header(size: Int) -> [UInt8] {
        var bytes = number(size) + [0, 0, 0, 0] + number(0x0210_0000) + Array("mntrRGB XYZ ".utf8)
        bytes += [UInt8](repeating: 0, count: 12) + Array("acsp".utf8)
        bytes += [UInt8](repeating: 0, count: 28) + xyz(0.9642, 1, 0.8249).dropFirst(8)
        return bytes + [UInt8](repeating: 0, count: 128 - bytes.count)
    }

    private static func number(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 255), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    /// `XYZType`: three numbers in sixteen-sixteenth fixed point.
    private static func xyz(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] {
        Array("XYZ ".utf8) + [0, 0, 0, 0] + [x, y, z].flatMap { number(Int(($0 * 65536).rounded())) }
    }

    /// `curveType` with one entry: a gamma of 2.2 in eight-eighth fixed point.
    private static var gamma: [UInt8] { Array("curv".utf8) + [0, 0, 0, 0] + number(1) + [2, 51] }

    private static func text(_ text: String) -> [UInt8] {
        Array("text".utf8) + [0, 0, 0, 0] + Array(text.utf8) + [0]
    }

    /// `textDescriptionType`, its Unicode and Macintosh parts empty.
    private static func description(_ text: String) -> [UInt8] {
        Array("desc".utf8) + [0, 0, 0, 0] + number(text.utf8.count + 1) + Array(text.utf8) + [0]
            + [UInt8](repeating: 0, count: 8 + 3 + 67)
    }
}
