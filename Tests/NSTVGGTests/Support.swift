import FoundationEssentials
import Glibc

@testable import NSTVGG

/// A folder that goes with the object.
final class ScratchFolder: Sendable {
    let path: String

    init(in parent: String = "/tmp") {
        var template = Array("\(parent)/nst-weights-tests.XXXXXX".utf8CString)
        mkdtemp(&template)
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names of what is in it.
    var entries: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], name: String = "file.safetensors") throws -> String {
        let path = "\(path)/\(name)"
        try AtomicFile.write(to: path) { (append) throws(WeightError) in
            try bytes.withUnsafeBufferPointer { (buffer) throws(WeightError) in
                try append(UnsafeRawBufferPointer(buffer))
            }
        }
        return path
    }
}

/// A safetensors file with any header, proper or not.
func safetensors(_ json: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let header = Array(json.utf8)
    let count = withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { Array($0) }
    return count + header + Array(repeating: 0, count: data)
}

/// A full-size VGG-16 (59 MB) with invented weights that differ from tensor to tensor and repeat within each.
func inventedVGG16() -> WeightContents {
    var tensors: [String: [Float]] = [:]
    for (place, description) in Architecture.vgg16.tensors.enumerated() {
        var values = [Float](repeating: Float(place) + 0.5, count: description.count)
        for index in 0..<min(64, values.count) { values[index] = Float(index) / 7 - Float(place) }
        tensors[description.name] = values
    }
    return WeightContents(
        architecture: .vgg16, inputConvention: .torchvision, origin: "invented \"in\" a\ttest, naïvely",
        licence: "GPL-3.0-or-later", tensors: tensors)
}

/// An open file whose bytes are changed in place, as a dying disk would.
struct Vandal: ~Copyable {
    private let descriptor: Int32

    init(_ path: String) { descriptor = open(path, O_RDWR) }
    deinit { close(descriptor) }

    var size: Int { Int(lseek(descriptor, 0, SEEK_END)) }

    /// Turns one bit over.
    func flip(bit: Int, ofByte offset: Int) {
        var byte: UInt8 = 0
        pread(descriptor, &byte, 1, offset)
        byte ^= 1 << UInt8(bit)
        pwrite(descriptor, &byte, 1, offset)
    }

    func read(_ range: Range<Int>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        pread(descriptor, &bytes, range.count, range.lowerBound)
        return bytes
    }

    func cut(to size: Int) { ftruncate(descriptor, size) }
}

/// Whether two pieces of memory hold the same; millions of bytes are too many for a loop in a debug build.
func areEqual(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    guard let one = first.baseAddress, let other = second.baseAddress else { return first.count == second.count }
    return first.count == second.count && memcmp(one, other, first.count) == 0
}
