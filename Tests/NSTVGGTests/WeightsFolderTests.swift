import Glibc
import Testing

@testable import NSTVGG

@Suite struct `The folders of weights` {
    static let below = "neural-style-transfer/weights"

    @Test(arguments: [
        (["NEURAL_STYLE_WEIGHTS": "/w", "XDG_DATA_HOME": "/d", "HOME": "/h"], ["/w"]),
        (
            ["XDG_DATA_HOME": "/d", "HOME": "/h", "XDG_DATA_DIRS": "/x:/y"],
            ["/d/\(below)", "/x/\(below)", "/y/\(below)"]
        ),
        (["HOME": "/h"], ["/h/.local/share/\(below)", "/usr/local/share/\(below)", "/usr/share/\(below)"]),
        (
            ["HOME": "/h", "NEURAL_STYLE_WEIGHTS": "", "XDG_DATA_HOME": "", "XDG_DATA_DIRS": ""],
            ["/h/.local/share/\(below)", "/usr/local/share/\(below)", "/usr/share/\(below)"]
        ),
        // The specification: paths that aren't absolute are ignored.
        (["HOME": "/h", "XDG_DATA_HOME": "d", "XDG_DATA_DIRS": "x::/y"], ["/h/.local/share/\(below)", "/y/\(below)"]),
    ])
    func `are searched in the order of the environment`(environment: [String: String], expected: [String]) {
        let folder = WeightsFolder(environment: environment)
        #expect(folder.searched == expected)
        #expect(folder.userFolder == expected[0])
        #expect(folder.systemFolder == "/usr/local/share/\(Self.below)")
    }

    @Test func `have a home without HOME`() throws {
        let first = try #require(WeightsFolder(environment: [:]).searched.first)
        #expect(first.hasPrefix("/") && first.hasSuffix("/.local/share/\(Self.below)"))
    }

    @Test func `give the first file found, and tell where it would have been`() throws {
        let scratch = ScratchFolder()
        let environment = ["XDG_DATA_HOME": "\(scratch.path)/home", "XDG_DATA_DIRS": "\(scratch.path)/system"]
        let folder = WeightsFolder(environment: environment)
        let paths = ["home", "system"].map { "\(scratch.path)/\($0)/\(Self.below)/vgg16.safetensors" }
        #expect(throws: WeightError.missing(architecture: .vgg16, searched: paths)) { try folder.file(for: .vgg16) }

        _ = try scratch.write([1], name: "system/\(Self.below)/vgg16.safetensors")
        #expect(try folder.file(for: .vgg16) == paths[1])
        _ = try scratch.write([1], name: "home/\(Self.below)/vgg16.safetensors")
        #expect(try folder.file(for: .vgg16) == paths[0])
        #expect(throws: WeightError.self) { try folder.file(for: .vgg19) }
    }
}
