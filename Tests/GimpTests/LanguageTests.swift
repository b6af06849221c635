import Testing

@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `The installed plug-in` {
    @Test(arguments: [
        ("de", "Es wurde kein Stil gewählt"), ("ja", "スタイルが選ばれていません"), ("zh_CN", "尚未选择风格"),
        ("tlh", "No style was chosen"),
    ])
    func `speaks the user's language, and English where it doesn't know it`(
        language: String, beginning: String
    ) async throws {
        let results = try await GimpSession.run("language.scm", language: language)
        let result = try #require(results["no style"])
        #expect(result.message.contains(beginning), "\(result.message)")
        #expect(result.leftImageUntouched)
    }
}
