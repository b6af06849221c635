import CGimpShim
import NSTCore
import NSTMessages
import NSTOptions
import NSTVGG
import Testing

@testable import GimpPlugin

@Suite struct `A sentence for the user` {
    /// One error of each kind.
    static let errors: [PluginError] =
        [
            .noContent, .contentIsNotALayer(name: "mask"), .indexedImage, .noStyle, .styleIsGone(id: 9),
            .styleIsContent(name: "view"), .selectionMissesLayer(name: "view"), .transparentContent(name: "view"),
            .transparentStyle(name: "style"), .noVisibleStyle(name: "styles"), .styleNowhere(name: "waves"),
            .layerIsLocked(name: "view"), .groupCantBeReplaced(name: "group"), .layerIsGone(name: "view"),
            .notAPainting(name: "view"), .sourceIsGone(name: "view", image: nil),
            .sourceIsGone(name: "waves", image: ""),
            .sourceIsGone(name: "waves", image: "waves.jpg"), .paintingChanged(name: "waves ▸ view"),
            .contentWasReplaced(name: "view"), .unreadable(name: "view"), .resultRefused,
            .replacementRefused(name: "view"), .imageRefused, .noDisplay,
            .unknownLayer("relu9_9"), .inspection(.notFinite(layer: LayerName(.relu, 3, 1)), name: "view"),
            .inspection(.pictureTooSmall(width: 9, height: 3, layer: LayerName(.pool, 2), minimum: 4), name: "view"),
            .inspection(.notEnoughMemory(size: 4096, needed: 9 << 30, available: 1 << 30, largest: 900), name: "view"),
            .inspection(.network(.outOfMemory(bytes: 1 << 30)), name: "view"),
            .unknownRunMode(7), .unexpected(description: "timeout"),
        ] + settings.map { .settings($0) } + paintings.map { .painting($0, content: "view", style: "stripes") }
        + weights.map { .weights($0) }

    static let settings: [SettingsError] = [
        .malformedWord("size"), .unknownOption("siz", suggestion: "size"), .unknownOption("xyzzy", suggestion: nil),
        .unknownPreset("bald", suggestion: "bold", allowed: ["bold"]),
        .unknownPreset("xyzzy", suggestion: nil, allowed: ["bold", "subtle"]), .repeatedOption("size"),
        .notANumber(option: "size", value: "x", whole: true),
        .notANumber(option: "tv-weight", value: "nan", whole: false),
        .outOfRange(option: "size", value: "1", minimum: 16, maximum: 8192),
        .unknownChoice(option: "init", value: "x", allowed: ["content", "noise"]),
        .unknownLayer(option: "style-layers", value: "relu9_1", network: .vgg16), .nothingToOptimise,
        .notAMemorySize(option: "memory", value: "4GB"),
        .memoryOutOfRange(option: "memory", value: "1M", minimum: 256 << 20, maximum: 1 << 40), .notOfPresets("memory"),
    ]

    static let paintings: [PaintingError] = [
        .contentTooSmall(width: 3, height: 2000, minimum: 16), .styleTooSmall(width: 1, height: 1, minimum: 16),
        .notEnoughMemory(size: 6000, available: 700 << 20, largest: 1400),
        .notEnoughMemory(size: 6000, available: 70 << 20, largest: nil), .pictureSizesChanged, .lossNotFinite,
        .network(.unknownLayer(LayerName(.relu, 5, 4))),
        .network(.imageTooSmall(layer: LayerName(.pool, 5), width: 20, height: 20)),
        .network(.shapeMismatch(layer: "conv1_1")), .network(.outOfMemory(bytes: 3 << 30)),
    ]

    static let weights: [WeightError] = [
        .missing(architecture: .vgg19, searched: ["/home/a/weights"]), .unreadable(path: "/a", code: 13),
        .notAFile(path: "/a"), .unwritable(path: "/a", code: 28),
        .truncated(path: "/a", expectedBytes: 9, actualBytes: 3), .malformed(path: "/a", reason: .invalidHeader),
        .notOurs(path: "/a", key: "origin"), .wrongArchitecture(found: .vgg16, expected: .vgg19, path: "/a"),
        .missingTensor(name: "conv1_1.weight", path: "/a"), .unexpectedTensor(name: "fc6", path: "/a"),
        .wrongDataType(tensor: "conv1_1.bias", found: "F16", path: "/a"),
        .wrongShape(tensor: "conv1_1.bias", found: [1], expected: [64], path: "/a"),
        .notFinite(tensor: "conv1_1.bias", path: "/a"), .damaged(path: "/a", expected: "00", found: "11"),
    ]

    @Test(arguments: errors) func `says what was wrong and what to do`(_ error: PluginError) {
        let sentence = error.sentence
        // "What was wrong: what to do." and no placeholder left.
        #expect(sentence.contains(": ") || sentence.contains("? "), "\(sentence)")
        #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)")
        #expect(!sentence.contains("{") && !sentence.contains("}"), "\(sentence)")
        #expect(sentence.first?.isLowercase == false, "\(sentence)")
    }

    /// What can be wrong with a user's file of presets.
    static let presets: [PresetError] = [
        .malformed(place: ""), .malformed(place: "presets[1].name"), .invalidName("My look"), .repeatedName("bold"),
        .wrongOption(preset: "mine", .unknownOption("siz", suggestion: "size")),
    ]

    @Test(arguments: presets) func `says what is wrong with a file of presets`(_ error: PresetError) {
        let sentence = error.sentence
        #expect(sentence.contains(": "), "\(sentence)")
        #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)")
        #expect(!sentence.contains("{") && !sentence.contains("}"), "\(sentence)")
    }

    @Test func `names the numbers that matter`() {
        #expect(
            PaintingError.notEnoughMemory(size: 6000, available: 5 << 30, largest: 4100)
                .sentence(content: "", style: "").contains("6000 pixels don't fit into 5.0 GiB of memory"))
        #expect(
            PaintingError.notEnoughMemory(size: 6000, available: 700 << 20, largest: 4100)
                .sentence(content: "", style: "").contains("at most 4100"))
        #expect(
            PaintingError.contentTooSmall(width: 3, height: 2000, minimum: 16)
                .sentence(content: "view", style: "").contains("“view” is too small (3×2000 pixels)"))
        #expect(
            SettingsError.outOfRange(option: "size", value: "1", minimum: 16, maximum: 8192).sentence
                .contains("“size” can't be 1: choose a value from 16 to 8192"))
        #expect(
            SettingsError.memoryOutOfRange(option: "memory", value: "1M", minimum: 256 << 20, maximum: 1 << 40).sentence
                .contains("“memory” can't be 1M: choose a value from 256M to 1T"))
    }

    @Test(arguments: [
        (0, "1 MiB"), (87 << 20, "87 MiB"), (1024 << 20, "1.0 GiB"), (1234 << 20, "1.2 GiB"), (5 << 30, "5.0 GiB"),
        (Int.max, "8589934592.0 GiB"),
    ])
    func `gives memory in the same units everywhere`(_ bytes: Int, _ text: String) {
        #expect(localized(Message.bytes(bytes)) == text)
        #expect(
            PaintingError.notEnoughMemory(size: 6000, available: bytes, largest: nil).sentence(content: "", style: "")
                .contains("\(text) of memory are too little"))
    }

    @Test func `of an estimate gives memory in these units, too`() throws {
        let pictures = StubHost.withPictures()
        pictures.respond = { dialog in
            dialog.set("style", Double(StubHost.style))
            let status = dialog.pointee.status.map { String(cString: $0) } ?? ""
            #expect(status.hasSuffix(" MiB of memory."), "\(status)")
            return NST_ANSWER_CANCEL
        }
        _ = pictures.call(style: -1, runMode: NST_RUN_INTERACTIVE)
        #expect(pictures.shownDialogs == 1)
    }

    @Test func `of damaged weights names no network that isn't in the file`() {
        let path = "/weights/vgg19.safetensors"
        let errors: [WeightError] = [
            .truncated(path: path, expectedBytes: 9, actualBytes: 3), .malformed(path: path, reason: .invalidHeader),
            .notFinite(tensor: "conv1_1.bias", path: path), .damaged(path: path, expected: "00", found: "11"),
        ]
        for sentence in errors.map({ localized($0.message) }) {
            #expect(sentence.contains("\(path) is damaged"), "\(sentence)")
            #expect(!sentence.contains("fetch vgg"), "\(sentence)")
        }
    }
}
