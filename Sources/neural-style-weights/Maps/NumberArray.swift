import NSTVGG

/// Numbers with a shape, for programs that go on with them.
struct NumberArray: Equatable {
    /// The sizes, the last one varies fastest.
    var shape: [Int]
    var values: [Float]

    /// The bytes of a NumPy file (`.npy`, version 1.0; NEP 1): `numpy.load` reads it.
    var numpyFile: [UInt8] {
        let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
        // With ten bytes before it and a line's end behind it, the header fills multiples of 64.
        let padding = (64 - (header.utf8.count + 11) % 64) % 64
        let text = Array(header.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 0xff), UInt8(text.count >> 8)]
        bytes += text
        bytes.reserveCapacity(bytes.count + 4 * values.count)
        for value in values {
            let bits = value.bitPattern
            for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return bytes
    }

    /// Writes it as a NumPy file, whole or not at all.
    func writeNumpyFile(to path: String) throws(WeightError) {
        let bytes = numpyFile
        try AtomicFile.write(to: path) { (write) throws(WeightError) in
            var failure: WeightError?
            bytes.withUnsafeBytes { bytes in
                do throws(WeightError) {
                    try write(bytes)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
        }
    }
}
