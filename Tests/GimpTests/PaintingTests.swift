import Testing

/// Calls of the procedure in a real GIMP that make a layer.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `Painting in GIMP` {
    /// The fields of a case that succeeded: layers added, name, size, offsets, type, parent, position, and at the left
    /// and right end the colour (8-bit sRGB) and the stored bytes.
    private enum Field: Int {
        case added, name, size, offsets, type, parent, position, left, right, leftBytes, rightBytes
    }

    private func result(_ name: String) async throws -> CaseResult {
        let result = try await CaseResults.shared.result(name)
        #expect(result.succeeded, "\(name): \(result.message)")
        return result
    }

    private func numbers(_ name: String, _ field: Field) async throws -> [Double] {
        try await result(name).numbers(field.rawValue)
    }

    @Test(
        arguments: [
            ("rgb u8", 0, 3), ("rgb u8 linear", 0, 3), ("rgb u16", 0, 6), ("rgb float linear", 0, 12),
            ("rgb u32 alpha", 0, 12), ("grey u8", 2, 1), ("grey half alpha", 2, 2),
        ])
    func `gives back a picture that nothing changes, in its own mode and precision`(
        _ mode: String, _ type: Double, _ bytes: Int
    ) async throws {
        let content = try await CaseResults.shared.result("\(mode) content")
        // An alpha channel isn't made where all is opaque.
        #expect(try await numbers(mode, .type) == [type])
        #expect(try await numbers(mode, .leftBytes).count == bytes)
        // 8-bit values; the gamut's margin is half a level, and rounding takes another.
        for (field, expected) in [(Field.left, content.numbers(1)), (.right, content.numbers(2))] {
            let found = try await numbers(mode, field)
            #expect(found.count == 3 && expected.count == 3)
            for (value, reference) in zip(found, expected) {
                #expect(abs(value - reference) <= 2, "\(mode): \(found) instead of \(expected)")
            }
        }
    }

    @Test func `converts from and to the image's colour profile`() async throws {
        #expect(try await CaseResults.shared.result("profile content").numbers(1) == [0, 255, 0])
        // Adobe RGB's green is outside sRGB. Clipped to sRGB's own green it is (144, 255, 60) in Adobe RGB.
        let found = try await numbers("profile", .leftBytes)
        #expect(found.count == 3)
        for (value, expected) in zip(found, [144.0, 255, 60]) {
            #expect(abs(value - expected) <= 4, "\(found)")
        }
    }

    @Test func `names the layer after the style and puts it right above the content`() async throws {
        let name = "style in another image"
        let result = try await result(name)
        #expect(result.numbers(Field.added.rawValue) == [1])
        #expect(result.fields[Field.name.rawValue] == "waves ▸ view")
        #expect(try await numbers(name, .size) == [64, 48])
        #expect(try await numbers(name, .position) == [0])
        #expect(try await numbers(name, .left) != [200, 60, 30])
    }

    @Test func `keeps to the selection`() async throws {
        #expect(try await numbers("selection", .size) == [30, 24])
        #expect(try await numbers("selection", .offsets) == [10, 12])
    }

    @Test func `keeps the layer's offsets`() async throws {
        #expect(try await numbers("offset", .size) == [64, 48])
        #expect(try await numbers("offset", .offsets) == [13, 21])
        #expect(try await numbers("offset", .position) == [0])
    }

    @Test func `stays in the group of the content, and paints a whole group`() async throws {
        let group = try await CaseResults.shared.result("group id").numbers(1)
        #expect(try await numbers("inside a group", .parent) == group)
        #expect(try await numbers("inside a group", .position) == [0])
        #expect(try await numbers("a group", .parent) == [-1])
        #expect(try await numbers("a group", .size) == [64, 48])
    }

    @Test func `keeps transparent what was transparent`() async throws {
        #expect(try await numbers("alpha", .type) == [1])
        #expect(try await numbers("alpha", .leftBytes).last == 0)
        #expect(try await numbers("alpha", .rightBytes).last == 255)
    }

    @Test(arguments: ["indexed style", "channel as the style"])
    func `takes any drawable as the style`(_ name: String) async throws {
        #expect(try await numbers(name, .added) == [1])
    }
}
