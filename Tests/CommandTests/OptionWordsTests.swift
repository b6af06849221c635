import NSTOptions
import Testing

@testable import neural_style

@Suite struct OptionWordsTests {
    @Test func `nothing given leaves everything to the plug-in`() throws {
        let words = try OptionWords(size: nil, iterations: nil, settings: [])
        #expect(words.text == "")
        #expect(words.size == Settings().size)
    }

    @Test func `size and iterations become words before the others`() throws {
        let words = try OptionWords(size: 256, iterations: 20, settings: ["strength=70", "seed=3"])
        #expect(words.text == "size=256 iterations=20 strength=70 seed=3")
        #expect(words.size == 256)
    }

    @Test func `a preset comes before what changes it, and must be a word`() throws {
        #expect(try OptionWords(preset: "bold", size: 64, iterations: nil, settings: []).text == "preset=bold size=64")
        #expect(throws: CommandError.malformedSetting("preset=a b")) {
            try OptionWords(preset: "a b", size: nil, iterations: nil, settings: [])
        }
        #expect(throws: CommandError.givenTwice("preset")) {
            try OptionWords(preset: "bold", size: nil, iterations: nil, settings: ["preset=subtle"])
        }
    }

    @Test func `a size among the settings counts`() throws {
        #expect(try OptionWords(size: nil, iterations: nil, settings: ["size=300"]).size == 300)
    }

    @Test func `a preset's size counts where no other is given`() throws {
        #expect(try OptionWords(preset: "draft", size: nil, iterations: nil, settings: []).size == 256)
        #expect(try OptionWords(size: nil, iterations: nil, settings: ["preset=draft"]).size == 256)
        #expect(try OptionWords(preset: "draft", size: 300, iterations: nil, settings: []).size == 300)
        #expect(try OptionWords(preset: "nonsense", size: nil, iterations: nil, settings: []).size == Settings().size)
    }

    @Test func `where the painting goes isn't for the plug-in to say`() {
        #expect(throws: CommandError.resultIsOutput) {
            try OptionWords(size: nil, iterations: nil, settings: ["result=image"])
        }
    }

    @Test(
        "what the option table refuses is refused before GIMP is started",
        arguments: [
            ("size=0", "“size” can't be 0: choose a value from 16 to 8192."),
            ("size=many", "“many” for “size” isn't a whole number: write digits only."),
            ("siez=300", "There is no option “siez”: did you mean “size”?"),
            ("losses=best", "“losses” can't be “best”"),
        ])
    func refused(word: String, sentence: String) {
        #expect {
            try OptionWords(size: nil, iterations: nil, settings: [word])
        } throws: { error in
            guard case CommandError.wrongSetting(let text) = error else { return false }
            return text.hasPrefix(sentence) && (error as? CommandError)?.exitStatus == 64
        }
    }

    @Test func `a look that may be the user's own is left to the plug-in`() throws {
        let words = try OptionWords(preset: "evening", size: nil, iterations: nil, settings: [])
        #expect(words.text == "preset=evening")
        #expect(words.shortestSide == 1)
    }

    @Test func `the deepest layer says how short a picture may be`() throws {
        #expect(try OptionWords(size: nil, iterations: nil, settings: []).shortestSide == 8)
        #expect(try OptionWords(size: nil, iterations: nil, settings: ["content-layers=pool5"]).shortestSide == 32)
    }

    @Test("a word that would change the string's form is refused", arguments: ["seed", "=3", "seed=1 2", "a=b\n", ""])
    func malformed(word: String) {
        #expect(throws: CommandError.malformedSetting(word)) {
            try OptionWords(size: nil, iterations: nil, settings: [word])
        }
    }

    @Test func `an option given in both ways is refused`() {
        #expect(throws: CommandError.givenTwice("size")) {
            try OptionWords(size: 256, iterations: nil, settings: ["size=300"])
        }
        #expect(throws: CommandError.givenTwice("iterations")) {
            try OptionWords(size: nil, iterations: 5, settings: ["iterations=6"])
        }
    }
}
