/// Walks through the arrays of a MATLAB level-5 file and notes where numbers are, without reading them.
/// MAT-File Format, chapter 1: <https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf>
struct MatlabElements {
    /// An array of numbers.
    struct Numbers {
        var path: String
        var shape: [Int]
        var type: ElementType
        var storage: StoredTensor.Storage
    }

    /// Arrays of all kinds; MatConvNet's VGG-19 has about a thousand, and as many class names.
    private static let mostArrays = 1 << 15
    private static let deepest = 12
    /// Names, and texts that can be names.
    private static let longestText = 1 << 8

    private(set) var numbers: [Numbers] = []
    private(set) var texts: [String: String] = [:]
    private let isBigEndian: Bool
    private var arrays = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// What precedes an element's data.
    private struct Tag {
        var type: UInt32
        var size: Int
        /// Bytes between the data's end and the next element.
        var padding: Int
    }

    private func tag(_ stream: MatlabStream) throws(FormatError) -> Tag {
        let first = try stream.word()
        // A small element has its data in the tag.
        if first >> 16 != 0 {
            let size = Int(first >> 16)
            guard size <= 4 else { throw .malformed("MATLAB element") }
            return Tag(type: first & 0xffff, size: size, padding: 4 - size)
        }
        let size = Int(try stream.word())
        return Tag(type: first, size: size, padding: -size & 7)
    }

    /// Reads one array, which `name` is the path of; its own name, if it has one, is put behind.
    mutating func readArray(_ stream: MatlabStream, path: String, depth: Int) throws(FormatError) {
        let tag = try tag(stream)
        guard tag.type == 14 else { throw .malformed("MATLAB array") }
        arrays += 1
        guard arrays <= Self.mostArrays, depth < Self.deepest else { throw .tooMany("MATLAB arrays") }
        // An empty cell.
        guard tag.size > 0 else { return }
        let end = stream.position + tag.size

        let flags = try self.tag(stream)
        guard flags.type == 6, flags.size == 8 else { throw .malformed("MATLAB array") }
        let kind = try stream.word()
        try stream.skip(4)
        let shape = try dimensions(stream)
        let ownName = try text(stream)
        let path = path.isEmpty ? ownName : path
        guard let count = checkedProduct(shape) else { throw .malformed("MATLAB array") }

        guard count <= Self.mostArrays || kind & 0xff > 3 else { throw .tooMany("MATLAB arrays") }
        switch kind & 0xff {
        case 1:  // cell
            for index in 0..<count { try readArray(stream, path: "\(path){\(index)}", depth: depth + 1) }
        case 2:  // struct
            let fields = try fieldNames(stream)
            for index in 0..<count {
                for field in fields {
                    let place = count == 1 ? "\(path).\(field)" : "\(path){\(index)}.\(field)"
                    try readArray(stream, path: place, depth: depth + 1)
                }
            }
        case 4 where count <= Self.longestText: texts[path] = try text(stream)
        case 6...13 where kind & 0x800 == 0: try readNumbers(stream, path: path, shape: shape)
        default: break
        }
        // What wasn't read of it: objects, sparse arrays, long texts.
        guard stream.position <= end else { throw .malformed("MATLAB array") }
        try stream.skip(end - stream.position)
    }

    private mutating func readNumbers(_ stream: MatlabStream, path: String, shape: [Int]) throws(FormatError) {
        let data = try tag(stream)
        // MATLAB stores whole numbers in the smallest type that holds them.
        let type: ElementType =
            switch data.type {
            case 1: .int8
            case 2: .uint8
            case 3: .int16
            case 4: .uint16
            case 5: .int32
            case 6: .uint32
            case 7: .float32
            case 9: .float64
            default: .other("MATLAB's type \(data.type)")
            }
        let start = stream.position
        try stream.skip(data.size + data.padding)
        guard let count = checkedProduct(shape), type.size == 0 || count == data.size / type.size else {
            throw .malformed("MATLAB array")
        }
        let storage: StoredTensor.Storage =
            stream.deflatedRange.map { .deflated(stream: $0, offset: start) }
            ?? .pieces([.init(offset: start, count: count, stride: max(1, type.size))])
        // A kernel of one output has lost its last dimension, and a bias is a row or a column.
        if shape.count <= 4 { numbers.append(Numbers(path: path, shape: shape, type: type, storage: storage)) }
    }

    private func dimensions(_ stream: MatlabStream) throws(FormatError) -> [Int] {
        let tag = try tag(stream)
        guard tag.type == 5, (8...32).contains(tag.size), tag.size.isMultiple(of: 4) else {
            throw .malformed("MATLAB array")
        }
        var sizes: [Int] = []
        for _ in 0..<tag.size / 4 { sizes.append(Int(try stream.word())) }
        try stream.skip(tag.padding)
        return sizes
    }

    /// An element of characters, of one byte or two each.
    private func text(_ stream: MatlabStream) throws(FormatError) -> String {
        let tag = try tag(stream)
        guard tag.size <= 4 * Self.longestText else { throw .malformed("MATLAB name") }
        let bytes = try stream.read(tag.size)
        try stream.skip(tag.padding)
        // 4: two bytes; 17: UTF-16. Names that matter are ASCII.
        let isWide = tag.type == 4 || tag.type == 17
        return String(decoding: isWide ? bytes.filter { $0 != 0 } : bytes, as: UTF8.self)
    }

    private func fieldNames(_ stream: MatlabStream) throws(FormatError) -> [String] {
        let lengthTag = try tag(stream)
        guard lengthTag.type == 5, lengthTag.size == 4 else { throw .malformed("MATLAB struct") }
        let length = Int(try stream.word())
        try stream.skip(lengthTag.padding)
        let namesTag = try tag(stream)
        guard (1...64).contains(length), namesTag.size <= 1 << 14, namesTag.size.isMultiple(of: length) else {
            throw .malformed("MATLAB struct")
        }
        let bytes = try stream.read(namesTag.size)
        try stream.skip(namesTag.padding)
        return stride(from: 0, to: bytes.count, by: length).map { start in
            String(decoding: bytes[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
