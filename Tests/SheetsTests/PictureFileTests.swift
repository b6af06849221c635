import Foundation
import NSTPictures
import Testing

@testable import Sheets

@Suite struct `A picture's file` {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "nst-sheets-\(UUID())")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }

    /// An uncompressed TIFF of one row, with an orientation.
    private func tiff(_ pixels: [[UInt8]], orientation: UInt16) -> [UInt8] {
        let samples = UInt16(pixels.first?.count ?? 3)
        func two(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }
        func four(_ value: Int) -> [UInt8] { two(UInt16(value & 0xffff)) + two(UInt16(value >> 16)) }
        var entries: [(tag: UInt16, value: UInt16)] = [
            (256, UInt16(pixels.count)), (257, 1), (258, 8), (259, 1), (262, 2), (273, 0), (274, orientation),
            (277, samples), (278, 1), (279, UInt16(pixels.count) * samples), (284, 1),
        ]
        // Alpha that isn't premultiplied.
        if samples == 4 { entries.append((338, 2)) }
        let directory = 8
        let bitsAt = directory + 2 + 12 * entries.count + 4
        let dataAt = bitsAt + 2 * Int(samples)
        var bytes: [UInt8] = [0x49, 0x49, 42, 0] + four(directory) + two(UInt16(entries.count))
        for entry in entries {
            let isBits = entry.tag == 258
            bytes += two(entry.tag) + two(3) + four(isBits ? Int(samples) : 1)
            bytes += isBits ? four(bitsAt) : four(entry.tag == 273 ? dataAt : Int(entry.value))
        }
        bytes += four(0)
        for _ in 0..<samples { bytes += two(8) }
        return bytes + pixels.flatMap { $0 }
    }

    @Test func `is read the right way up`() throws {
        let (red, green): ([UInt8], [UInt8]) = ([255, 0, 0], [0, 255, 51])
        let plain = try PictureFile.read(write(tiff([red, green], orientation: 1), "plain.tif"))
        #expect(plain.extent == Extent(height: 1, width: 2))
        #expect(plain.values == [1, 0, 0, 0, 1, 0.2])
        // To be turned clockwise by a quarter: what was left is on top.
        let turned = try PictureFile.read(write(tiff([red, green], orientation: 6), "turned.tif"))
        #expect(turned.extent == Extent(height: 2, width: 1))
        #expect(turned.values == [1, 0, 0, 0, 1, 0.2])
    }

    @Test func `shows the colour of the rest where it is transparent`() throws {
        let image = try PictureFile.read(
            write(tiff([[255, 51, 0, 255], [0, 0, 0, 0]], orientation: 1), "transparent.tif"))
        #expect(image.values == [1, 0.2, 0, 1, 0.2, 0])
    }

    @Test func `that is none, or isn't there, is refused with its reason`() throws {
        let text = try write(Array("no picture".utf8), "text.png")
        #expect { try PictureFile.read(text) } throws: { error in
            guard case SheetError.unreadable(text, let reason) = error else { return false }
            return !reason.isEmpty && !reason.hasSuffix(".")
        }
        let missing = folder.appending(path: "missing.png").path
        #expect(throws: SheetError.unreadable(path: missing, reason: "No such file or directory")) {
            try PictureFile.read(missing)
        }
        #expect(throws: SheetError.notAFile(path: folder.path)) { try PictureFile.read(folder.path) }
        #expect(throws: SheetError.notAFile(path: "/dev/zero")) { try PictureFile.read("/dev/zero") }
    }

    @Test func `that tells of more pixels than are read is refused before they are`() throws {
        // The beginning of a PNG of 20 000 × 20 000 pixels.
        var header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        header += Array("IHDR".utf8) + [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20, 8, 2, 0, 0, 0]
        let data: [UInt8] = [0, 0, 0x10, 0] + Array("IDAT".utf8) + [0x78, 0x9C, 0, 0]
        let path = try write(header + crc(of: header.suffix(17)) + data, "large.png")
        #expect(
            throws: SheetError.pictureTooLarge(
                path: path, width: 20_000, height: 20_000, most: PictureFile.mostPixels)
        ) { try PictureFile.read(path) }
    }

    /// PNG's checksum (ISO 3309).
    private func crc(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var sum: UInt32 = .max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ~sum >> $0) }
    }
}

@Suite struct `A sheet as a file` {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "nst-sheets-\(UUID())")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private var sheet: Sheet {
        let picture = RGBImage(height: 2, width: 2) { values in
            for (index, value) in [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0].enumerated() { values[index] = Float(value) }
        }
        return Sheet(title: "Title", sections: [Sheet.Section(side: 40, cells: [Sheet.Cell(picture, label: "#0")])])
    }

    @Test func `holds its pictures' pixels where the layout has them, and text`() throws {
        let path = folder.appending(path: "sheet.png").path
        try sheet.write(to: path)
        let image = try PictureFile.read(path)
        let canvas = try Canvas(width: 1, height: 1)
        let layout = SheetLayout(sheet) { canvas.height(of: $0, $1, width: $2) }
        #expect(image.extent == Extent(height: Int(layout.height.rounded(.up)), width: Int(layout.width)))
        func colour(_ x: Double, _ y: Double) -> [Float] {
            let first = 3 * (Int(y) * image.width + Int(x))
            return Array(image.values[first..<(first + 3)])
        }
        let box = layout.pictures[0].box
        #expect(colour(box.x, box.y) == [1, 0, 0] && colour(box.x + 19, box.y + 19) == [1, 0, 0])
        #expect(colour(box.x + 20, box.y) == [0, 1, 0])
        #expect(colour(box.x, box.y + 20) == [0, 0, 1])
        #expect(colour(box.x + 39, box.y + 39) == [1, 1, 0])
        for text in layout.texts {
            let inside = (0..<Int(text.box.height)).flatMap { y in
                (0..<Int(text.box.width)).map { colour(text.box.x + Double($0), text.box.y + Double(y)) }
            }
            // Letters are dark on white.
            #expect(inside.contains { $0[0] < 0.5 } && inside.contains([1, 1, 1]), "\(text.text)")
        }
    }

    @Test func `that can't be written leaves nothing behind`() throws {
        let path = folder.appending(path: "missing/sheet.png").path
        #expect(throws: SheetError.unwritable(path: path, reason: "No such file or directory")) {
            try sheet.write(to: path)
        }
        #expect(throws: SheetError.self) { try sheet.write(to: folder.path) }
        let above = folder.deletingLastPathComponent().path
        let names = try FileManager.default.contentsOfDirectory(atPath: above)
        #expect(names.filter { $0.hasPrefix(folder.lastPathComponent) } == [folder.lastPathComponent])
    }

    @Test func `that would be larger than a picture can be is refused`() {
        let cells = (0..<3000).map { _ in Sheet.Cell(RGBImage(height: 1, width: 1), label: "") }
        let tall = Sheet(title: "Title", sections: [Sheet.Section(columns: 1, side: 40, cells: cells)])
        #expect { try tall.write(to: folder.appending(path: "tall.png").path) } throws: { error in
            guard case SheetError.sheetTooLarge = error else { return false }
            return true
        }
    }
}
