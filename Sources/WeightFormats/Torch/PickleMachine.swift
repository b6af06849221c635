/// A closed interpreter of pickles: it knows the opcodes that tensors in dictionaries are written with, and nothing else.
/// What a pickle may ask Python to import or call, this refuses, because it can do neither.
/// <https://docs.python.org/3/library/pickletools.html>
struct PickleMachine {
    /// A state dictionary takes some thousands of opcodes; this is room for a whole checkpoint.
    private static let mostOpcodes = 1 << 18

    private(set) var tuples: [[PickleValue]] = []
    private(set) var lists: [[PickleValue]] = []
    private(set) var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    private(set) var storages: [PickledStorage] = []
    private(set) var tensors: [PickledTensor] = []

    private let region: ByteRegion
    private var cursor: ByteCursor
    private var stack: [PickleValue] = []
    private var memo: [UInt32: PickleValue] = [:]

    init(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) {
        self.region = region
        cursor = try ByteCursor(region, range)
    }

    /// Where the next pickle of the file begins.
    var position: Int { cursor.position }

    /// Runs one pickle to its end and gives its value. What earlier ones made stays.
    mutating func run() throws(FormatError) -> PickleValue {
        stack = []
        memo = [:]
        for _ in 0..<Self.mostOpcodes {
            let opcode = try cursor.next(UInt8.self)
            if opcode == UInt8(ascii: ".") { return try pop() }
            try step(opcode)
        }
        throw .tooMany("pickle opcodes")
    }

    private mutating func step(_ opcode: UInt8) throws(FormatError) {
        switch opcode {
        case 0x80: try cursor.skip(1)  // PROTO
        case 0x95: try cursor.skip(8)  // FRAME
        case UInt8(ascii: "("): stack.append(.mark)
        case UInt8(ascii: "0"): _ = try pop()

        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.bool(true))
        case 0x89: stack.append(.bool(false))
        case UInt8(ascii: "J"): stack.append(.int(Int(try cursor.next(Int32.self))))
        case UInt8(ascii: "K"): stack.append(.int(Int(try cursor.next(UInt8.self))))
        case UInt8(ascii: "M"): stack.append(.int(Int(try cursor.next(UInt16.self))))
        case 0x8a: try pushLong()
        case UInt8(ascii: "G"):
            try cursor.skip(8)
            stack.append(.number)

        case UInt8(ascii: "X"), UInt8(ascii: "T"):  // BINUNICODE, BINSTRING
            let count = try cursor.count(UInt32.self)
            stack.append(.text(try cursor.take(count)))
        case 0x8c, UInt8(ascii: "U"):  // SHORT_BINUNICODE, SHORT_BINSTRING
            let count = try cursor.count(UInt8.self)
            stack.append(.text(try cursor.take(count)))

        case UInt8(ascii: ")"): pushTuple([])
        case 0x85: pushTuple([try pop()])
        case 0x86:
            let second = try pop()
            pushTuple([try pop(), second])
        case 0x87:
            let (third, second) = (try pop(), try pop())
            pushTuple([try pop(), second, third])
        case UInt8(ascii: "t"): pushTuple(try popToMark())
        case UInt8(ascii: "]"): pushList([])
        case UInt8(ascii: "l"): pushList(try popToMark())
        case UInt8(ascii: "a"): try append([try pop()])
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "}"): pushDictionary()
        case UInt8(ascii: "s"):
            let value = try pop()
            try set([try pop(), value])
        case UInt8(ascii: "u"): try set(try popToMark())

        case UInt8(ascii: "q"): memo[UInt32(try cursor.next(UInt8.self))] = try top()
        case UInt8(ascii: "r"): memo[try cursor.next(UInt32.self)] = try top()
        case 0x94: memo[UInt32(memo.count)] = try top()  // MEMOIZE
        case UInt8(ascii: "h"): try recall(UInt32(try cursor.next(UInt8.self)))
        case UInt8(ascii: "j"): try recall(try cursor.next(UInt32.self))

        case UInt8(ascii: "c"):
            let module = try line()
            try pushGlobal(module: module, name: try line())
        case 0x93:  // STACK_GLOBAL
            guard case .text(let name) = try pop(), case .text(let module) = try pop() else { throw Self.nonsense }
            try pushGlobal(module: try region.text(module), name: try region.text(name))
        case UInt8(ascii: "Q"): try pushStorage(try pop())
        case UInt8(ascii: "R"):
            let arguments = try pop()
            try rebuild(try pop(), arguments)
        case UInt8(ascii: "b"): _ = try pop()  // BUILD: a dictionary's attributes, which say nothing of its tensors.
        default: throw .unsupported("pickle opcode \(opcode)")
        }
    }

    private static var nonsense: FormatError { .malformed("pickle") }

    // MARK: - The stack

    private mutating func pop() throws(FormatError) -> PickleValue {
        guard let value = stack.popLast() else { throw Self.nonsense }
        if case .mark = value { throw Self.nonsense }
        return value
    }

    private func top() throws(FormatError) -> PickleValue {
        guard let value = stack.last else { throw Self.nonsense }
        if case .mark = value { throw Self.nonsense }
        return value
    }

    private mutating func popToMark() throws(FormatError) -> [PickleValue] {
        let place = stack.lastIndex { if case .mark = $0 { true } else { false } }
        guard let place else { throw Self.nonsense }
        let values = Array(stack[(place + 1)...])
        stack.removeSubrange(place...)
        return values
    }

    private mutating func recall(_ place: UInt32) throws(FormatError) {
        guard let value = memo[place] else { throw Self.nonsense }
        stack.append(value)
    }

    // MARK: - Values

    private mutating func pushTuple(_ values: [PickleValue]) {
        tuples.append(values)
        stack.append(.tuple(tuples.count - 1))
    }

    private mutating func pushList(_ values: [PickleValue]) {
        lists.append(values)
        stack.append(.list(lists.count - 1))
    }

    private mutating func pushDictionary() {
        dictionaries.append([])
        stack.append(.dictionary(dictionaries.count - 1))
    }

    private mutating func append(_ values: [PickleValue]) throws(FormatError) {
        guard case .list(let place) = try top() else { throw Self.nonsense }
        lists[place] += values
    }

    private mutating func set(_ values: [PickleValue]) throws(FormatError) {
        guard case .dictionary(let place) = try top(), values.count.isMultiple(of: 2) else { throw Self.nonsense }
        for index in stride(from: 0, to: values.count, by: 2) {
            dictionaries[place].append((values[index], values[index + 1]))
        }
    }

    /// LONG1: a little-endian number of some bytes.
    private mutating func pushLong() throws(FormatError) {
        let count = try cursor.count(UInt8.self)
        let bytes = try region.slice(cursor.take(count))
        guard bytes.count <= 8 else { return stack.append(.number) }
        var value: UInt64 = bytes.last.map { $0 >= 0x80 } == true ? .max : 0
        for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
        stack.append(.int(Int(Int64(bitPattern: value))))
    }

    /// A text up to the end of the line.
    private mutating func line() throws(FormatError) -> String {
        let start = cursor.position
        while try cursor.next(UInt8.self) != UInt8(ascii: "\n") {
            guard cursor.position - start < 256 else { throw Self.nonsense }
        }
        return try region.text(start..<cursor.position - 1)
    }

    private mutating func pushGlobal(module: String, name: String) throws(FormatError) {
        guard let global = TorchGlobal(module: module, name: name) else {
            throw .forbiddenGlobal("\(module.prefix(64)).\(name.prefix(64))")
        }
        stack.append(.global(global))
    }

    // MARK: - Tensors

    /// The persistent identifier `("storage", class, key, device, count, …)`.
    private mutating func pushStorage(_ identifier: PickleValue) throws(FormatError) {
        guard case .tuple(let place) = identifier, tuples[place].count >= 5,
            case .text(let kind) = tuples[place][0], region.has("storage".utf8, at: kind.lowerBound), kind.count == 7,
            case .global(.storage(let type, let size)) = tuples[place][1], case .text(let key) = tuples[place][2],
            case .int(let count) = tuples[place][4], count >= 0
        else { throw Self.nonsense }
        if tuples[place].count > 5 {
            guard case .none = tuples[place][5] else { throw .unsupported("views of storages") }
        }
        storages.append(PickledStorage(elementType: type, elementSize: size, key: key, count: count))
        stack.append(.storage(storages.count - 1))
    }

    /// What REDUCE would call.
    private mutating func rebuild(_ function: PickleValue, _ arguments: PickleValue) throws(FormatError) {
        guard case .global(let global) = function, case .tuple(let place) = arguments else { throw Self.nonsense }
        let arguments = tuples[place]
        switch global {
        case .orderedDictionary:
            guard arguments.isEmpty else { throw .unsupported("dictionaries made of pairs") }
            pushDictionary()
        case .rebuildTensor:
            guard arguments.count >= 4, case .storage(let storage) = arguments[0],
                case .int(let offset) = arguments[1], case .tuple(let shape) = arguments[2],
                case .tuple(let strides) = arguments[3]
            else { throw Self.nonsense }
            tensors.append(
                PickledTensor(
                    storage: storage, offset: offset, shape: try integers(tuples[shape]),
                    strides: try integers(tuples[strides])))
            stack.append(.tensor(tensors.count - 1))
        case .rebuildParameter:
            guard case .tensor? = arguments.first else { throw Self.nonsense }
            stack.append(arguments[0])
        case .storage: throw Self.nonsense
        }
    }

    private func integers(_ values: [PickleValue]) throws(FormatError) -> [Int] {
        guard values.count <= 8 else { throw Self.nonsense }
        var result: [Int] = []
        for value in values {
            guard case .int(let number) = value, number >= 0 else { throw Self.nonsense }
            result.append(number)
        }
        return result
    }
}
