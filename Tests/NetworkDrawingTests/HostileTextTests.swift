@testable import NetworkDrawing
import Testing

@Suite struct `A text that isn't a network` {
    @Test(arguments: [
        ("", 1, PrototxtError.Problem.noLayers),
        ("name: \"solver\"\nbase_lr: 0.1", 1, .noLayers),
        ("\nlayer { name: \"a\" type: \"ReLU\"", 2, .unclosed("{")),
        ("layer <\n", 1, .unclosed("<")),
        ("layer {\n bottom: [\"a\", \"b\"", 2, .unclosed("[")),
        ("}", 1, .noFieldName(found: "}")),
        ("layer { \"name\" }", 1, .noFieldName(found: "\"name\"")),
        ("\n\nname: \"abc\n\"", 3, .unclosedString),
        ("name: \"abc\\", 1, .unclosedString),
        ("name: }", 1, .noValue(field: "name")),
        ("name", 1, .noValue(field: "name")),
        ("<<<<<<< HEAD", 1, .noFieldName(found: "<")),
        ("name: @", 1, .unexpectedCharacter("@")),
        ("layer: 5", 1, .wrongValue(field: "layer", found: "5", expected: "a message in braces")),
        ("layer { name: \"a\" }", 1, .missing(field: "type", layer: "a")),
        ("layers { layer { name: \"a\" type: \"conv\" } }", 1, .oldestForm),
        (
            "layer { type: \"Convolution\" convolution_param { kernel_size: 3 } }", 1,
            .missing(field: "num_output", layer: "Convolution")
        ),
        ("layer { type: \"Pooling\" name: \"p\" }", 1, .missing(field: "kernel_size", layer: "p")),
        (
            "layer { type: \"Pooling\"\n pooling_param { pool: MIN } }", 2,
            .wrongValue(field: "pool", found: "MIN", expected: "MAX, AVE or STOCHASTIC")
        ),
        (
            "layer { type: \"InnerProduct\" inner_product_param { num_output: many } }", 1,
            .wrongValue(field: "num_output", found: "many", expected: "a whole number")
        ),
        (
            "layer { type: \"InnerProduct\" inner_product_param { num_output: 99999999999999999999 } }", 1,
            .outOfRange(field: "num_output", found: "99999999999999999999", range: 1...1 << 24)
        ),
        (
            "layer { type: \"Pooling\" pooling_param { kernel_size: 2\nstride: 0 } }", 2,
            .outOfRange(field: "stride", found: "0", range: 1...1 << 16)
        ),
    ])
    func `is refused with its line`(text: String, line: Int, problem: PrototxtError.Problem) {
        #expect(throws: PrototxtError(line: line, problem)) { try network(text) }
    }

    @Test func `is refused where it is too deep, too long or too much`() {
        #expect(throws: PrototxtError(line: 1, .tooDeep)) { try network(String(repeating: "a { ", count: 100_000)) }
        let long = Array(repeating: UInt8(ascii: " "), count: NetworkGraph.longestPrototxt + 1)
        #expect(throws: PrototxtError(line: 1, .tooLong(limit: 4 << 20))) {
            try NetworkGraph(prototxt: long, phase: nil)
        }
        #expect(throws: PrototxtError(line: 1, .tooMany("fields"))) {
            try network(String(repeating: "a:1 ", count: 200_000))
        }
        let relu = "layer { type: \"ReLU\" bottom: \"a\" top: \"a\" }\n"
        #expect(throws: PrototxtError(line: 4097, .tooMany("layers"))) {
            try network(String(repeating: relu, count: 5000))
        }
        #expect(throws: PrototxtError(line: 1, .tooMany("inputs"))) {
            try network(String(repeating: "input: \"a\" ", count: 5000))
        }
        #expect(throws: PrototxtError(line: 1, .tooMany("bottoms and tops"))) {
            try network("layer { type: \"Concat\" \(String(repeating: "bottom: \"a\" ", count: 40_000)) }")
        }
    }

    @Test func `can't make figures that are too large`() throws {
        let huge = "dim: 1 dim: 1048576 dim: 1048576 dim: 1048576"
        let convolution = """
            convolution_param { num_output: 16777216 kernel_size: 65536 pad: 65536 stride: 65536 dilation: 65536 }
            """
        var text = "input: \"a\" input_shape { \(huge) }"
        for place in 0..<100 {
            text += "layer { name: \"c\(place)\" type: \"Convolution\" bottom: \"a\" top: \"a\" \(convolution) }"
            text += "layer { name: \"d\(place)\" type: \"Deconvolution\" bottom: \"a\" top: \"a\" \(convolution) }"
        }
        for size in [nil, Span(65536)] {
            let network = try measured(text, at: size)
            #expect(network.layer("c99")?.receptiveField == nil)
            #expect(network.remarks.count <= 8)
            #expect(!network.svg.isEmpty && !network.dot.isEmpty && !network.table.isEmpty)
        }
        // Thousands of the largest maps that are counted still have a sum.
        let large = "input: \"a\" input_shape { dim: 1 dim: 65536 dim: 65536 dim: 65536 }"
        let copies = (0..<4000).map { "layer { name: \"\($0)\" type: \"LRN\" bottom: \"a\" top: \"t\($0)\" }" }.joined()
        #expect(try measured(large + copies).totals.bytes.known == 4001 * 4 << 48)
    }

    @Test func `is drawn in bounded time, whatever its connections`() throws {
        // Each layer reads all before it, as far as the limit of connections goes, and the first one skips all.
        var text = "input: \"b0\" input_shape { dim: 1 dim: 1 dim: 8 dim: 8 }"
        for place in 1..<180 {
            let bottoms = (0..<place).map { "bottom: \"b\($0)\"" }.joined(separator: " ")
            text += "layer { name: \"c\(place)\" type: \"Concat\" \(bottoms) top: \"b\(place)\" }"
        }
        let network = try measured(text)
        #expect(network.svg.utf8.count < 64 << 20)
        #expect(network.dot.contains("b0 -> c179;"))
    }

    @Test func `never traps, whichever byte of it is wrong`() {
        var generator = Generator(state: 7)
        let texts = [Descriptions.alexNet, Descriptions.branches, Descriptions.oldForm].map { Array($0.utf8) }
        let pieces = [
            "{", "}", "[", "]", "<", ">", "\"", ":", "\\", "0", "-1", "99999999999", "bottom: \"conv1\" ", "\u{7f}",
        ]
        var read = 0
        for round in 0..<3000 {
            var text = texts[round % texts.count]
            for _ in 0...Int(generator.next() % 2) {
                let place = Int(generator.next() % UInt64(text.count))
                let end = min(text.count, place + Int(generator.next() % 3))
                let piece = Array(pieces[Int(generator.next() % UInt64(pieces.count))].utf8)
                let byte = UInt8(truncatingIfNeeded: generator.next())
                text.replaceSubrange(place..<end, with: round.isMultiple(of: 2) ? piece : [byte])
            }
            guard let graph = try? NetworkGraph(prototxt: text, phase: nil) else { continue }
            read += 1
            let network = graph.measured(at: round.isMultiple(of: 3) ? Span(100) : nil)
            if read.isMultiple(of: 10) { #expect(network.svg.hasSuffix("</svg>") && network.dot.hasSuffix("}")) }
        }
        // Else the rounds would say nothing.
        #expect(read > 300 && read < 2700, "\(read) of 3000")
    }

    /// Knuth's linear congruential generator: the same bytes in every run.
    private struct Generator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
