import Testing

extension `The dialog in GIMP` {
    @Test(.timeLimit(.minutes(5)))
    func `opens the page of the help in the browser with F1 and with its Help button`() async throws {
        let results = try await play("help-window.sh")
        for key in ["F1", "button"] {
            let page = try #require(results[key]?.fields.first)
            #expect(page.hasSuffix("/plug-ins/neural-style-transfer/help/en/index.html"))
        }
    }
}
