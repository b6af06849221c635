import SystemPackage
import Testing

@testable import neural_style

@Suite struct PaintScriptTests {
    @Test func `what the user gave stands in the script, escaped`() throws {
        let script = try exampleScript(options: #"init="x\"#, output: #"/pictures/a "b".gif"#)
        let lines = script.text.split(separator: "\n")
        #expect(lines.contains(#"(define options "init=\"x\\")"#))
        #expect(lines.contains(#"(define output-file "/pictures/a \"b\".gif")"#))
        #expect(
            lines.contains(
                #"(define styles (list (list "/pictures/style.jpg" "style.jpg" 100.0) (list "/pictures/other.jpg" "other.jpg" 12.5)))"#
            ))
        // What is active in the content may be a channel, which has no layer's name.
        #expect(lines.contains(#"(define content-name "content.jpg")"#))
        #expect(lines.contains("(define preparation 'indexed)"))
        #expect(lines.contains("(define size 512)"))
    }

    @Test func `every step that can fail has its name in the script`() throws {
        let text = try exampleScript().text
        for step: PaintScript.Step in [.content, .style, .format, .paint, .steps, .save] {
            #expect(text.contains("(set! step \"\(step.rawValue)\")"))
        }
        #expect(text.contains("(define step \"\(PaintScript.Step.plugIn.rawValue)\")"))
        #expect(text.contains("(write-status \"\(PaintScript.Step.saved.rawValue)\")"))
    }

    @Test func `parentheses are balanced`() throws {
        // None stands in the example's strings or in the program's.
        var depth = 0
        for line in try exampleScript().text.split(separator: "\n") {
            for character in line.prefix(while: { $0 != ";" }) {
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                #expect(depth >= 0)
            }
        }
        #expect(depth == 0)
    }
}
