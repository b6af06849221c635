import ArgumentParser
import Glibc
import NSTPictures

/// The three pictures of a measurement: content, style, and the one that is evaluated.
struct Pictures {
    var content: RGBImage
    var style: RGBImage
    var image: RGBImage

    /// Reads three pictures of one size, `[3, height, width, 3]` 32-bit floating-point numbers.
    init(file: String, height: Int, width: Int) throws {
        let count = 3 * height * width
        // One value more than there should be, to see that there is none.
        var values = [Float](repeating: 0, count: 3 * count + 1)
        guard let stream = fopen(file, "rb") else { throw ValidationError("\(file) can't be read: check its name.") }
        defer { fclose(stream) }
        let found = fread(&values, MemoryLayout<Float>.stride, values.count, stream)
        guard found == 3 * count else {
            throw ValidationError(
                "\(file) doesn't hold three pictures of \(width)×\(height): it must have \(12 * count) bytes.")
        }
        try self.init(height: height, width: width) { Array(values[($0 * count)..<(($0 + 1) * count)]) }
    }

    /// Smooth random pictures.
    init(seed: UInt64, height: Int, width: Int) throws {
        var random = SplitMix64(seed: seed)
        let (rows, columns) = (max(1, height / 8), max(1, width / 8))
        try self.init(height: height, width: width) { _ in
            let values = (0..<3 * rows * columns).map { _ in random.unit() }
            return RGBImage(height: rows, width: columns, values: values)?.resampled(height: height, width: width)
                .values ?? []
        }
    }

    private init(height: Int, width: Int, _ values: (_ number: Int) -> [Float]) throws {
        let pictures = (0..<3).compactMap { RGBImage(height: height, width: width, values: values($0)) }
        guard pictures.count == 3 else { throw ValidationError("Pictures of \(width)×\(height) can't be made.") }
        (content, style, image) = (pictures[0], pictures[1], pictures[2])
    }
}

extension [Float] {
    /// Writes the values as they stand in memory.
    func write(to path: String) throws {
        guard let file = fopen(path, "wb") else { throw ValidationError("\(path) can't be written: check the folder.") }
        let written = withUnsafeBufferPointer { fwrite($0.baseAddress, MemoryLayout<Float>.stride, count, file) }
        guard fclose(file) == 0, written == count else {
            throw ValidationError("\(path) couldn't be written: check the room on the disk.")
        }
    }
}
