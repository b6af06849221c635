import Testing

@testable import neural_style

@Suite struct SchemeStringTests {
    @Test(
        "quotes, backslashes and control characters are escaped, everything else stays",
        arguments: [
            ("plain", #""plain""#),
            ("", #""""#),
            (#"a "quoted" name"#, #""a \"quoted\" name""#),
            (#"back\slash\"#, #""back\\slash\\""#),
            ("line\nbreak\tand\rmore", #""line\nbreak\tand\rmore""#),
            ("bell\u{7}", #""bell\x07""#),
            ("Grüße, 星夜 🖼", "\"Grüße, 星夜 🖼\""),
            ("(gimp-quit 0)", "\"(gimp-quit 0)\""),
            ("50%20off", "\"50%20off\""),
        ])
    func escaping(text: String, literal: String) {
        #expect(schemeString(text) == literal)
    }

    @Test func `a combining character after a quote doesn't hide it`() {
        #expect(schemeString("\"\u{301}") == "\"\\\"\u{301}\"")
    }
}
