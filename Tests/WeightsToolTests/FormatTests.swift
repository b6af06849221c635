import Foundation
import NSTVGG
import Testing

@testable import WeightFormats
@testable import neural_style_weights

@Suite struct `One network in every format` {
    static let files: [(String, FileFormat, InputConvention?)] = [
        ("features.safetensors", .safetensors, nil),
        ("torch-zip.pth", .torchZip, nil),
        ("torch-gatys.pth", .torchZip, .keras),
        ("torch-checkpoint.pth", .torchZip, nil),
        ("torch-channels-last.pth", .torchZip, nil),
        ("torch-legacy.pth", .torchLegacy, nil),
        ("onnx-torch.onnx", .onnx, nil),
        ("onnx-zoo.onnx", .onnx, .torchvision),
        ("caffe-1.caffemodel", .caffe, .keras),
        ("caffe-2.caffemodel", .caffe, .keras),
        ("tensorflow.tfmodel", .tensorFlow, .keras),
        ("tensorflow-keras.pb", .tensorFlow, .keras),
        ("keras-1-notop.h5", .hdf5, .keras),
        ("keras-1-full.h5", .hdf5, .keras),
        ("keras-model.h5", .hdf5, .keras),
        ("keras-3.weights.h5", .hdf5, nil),
        ("hdf5-chunked.h5", .hdf5, .keras),
        ("hdf5-tracked.h5", .hdf5, .keras),
        ("matconvnet.mat", .matlab, matconvnet),
        ("matconvnet-compressed.mat", .matlab, matconvnet),
        ("matconvnet-old.mat", .matlab, matconvnet),
    ]

    private static let matconvnet = InputConvention(
        channelOrder: .rgb, scale: 255, mean: [123.68, 116.779, 103.939], standardDeviation: [1, 1, 1])

    @Test(arguments: files)
    func `gives identical tensors`(name: String, format: FileFormat, input: InputConvention?) throws {
        let (found, stored) = try Fixtures.network(name)
        #expect(stored.format == format)
        #expect(stored.input == input)
        #expect(found.candidate == 1)
        let tensors = zip(found.kernels, found.biases).flatMap { [$0, $1] }
        let expected = try Fixtures.expected()
        try #require(tensors.count == expected.count)
        for (tensor, values) in zip(tensors, expected) { #expect(tensor == values) }
    }

    @Test(arguments: files.map(\.0))
    func `gives PyTorch's features`(name: String) throws {
        struct Expected: Decodable {
            var features: [String: [Float]]
        }
        let expected = try JSONDecoder().decode(Expected.self, from: Fixtures.data("expected.json"))
        let (found, _) = try Fixtures.network(name)
        var features = FeatureOracle.image
        var seen: Set<String> = []
        for (number, spec) in Fixtures.specs(.vgg19).enumerated() {
            if number > 0 && Fixtures.specs(.vgg19)[number - 1].block != spec.block { features.pool() }
            features.convolve(found.kernels[number], found.biases[number])
            if let values = expected.features[spec.name] {
                seen.insert(spec.name)
                let picked = stride(from: 0, to: features.values.count, by: 7).prefix(24).map { features.values[$0] }
                let scale = values.map { abs($0) }.max() ?? 1
                // Sums of at most 54 products, in another order than PyTorch's, through 16 layers.
                for (one, other) in zip(picked, values) { #expect(abs(one - other) <= 1e-5 * scale) }
            }
            features.rectify()
        }
        #expect(seen == ["conv1_1", "conv3_4", "conv5_4"])
    }

    @Test func `may be VGG-16, and in half precision`() throws {
        let (exact, _) = try Fixtures.network("vgg16-zip.pth")
        let (rounded, _) = try Fixtures.network("vgg16-half.pth")
        #expect(exact.candidate == 0 && rounded.candidate == 0)
        for (one, other) in zip(exact.kernels + exact.biases, rounded.kernels + rounded.biases) {
            // Half of a unit in the last of 11 bits, or of the smallest number.
            for (value, half) in zip(one, other) { #expect(abs(value - half) <= max(abs(value) / 2048, 3e-8)) }
        }
    }

    @Test(arguments: [
        ("batch-normalised.pth", FormatError.batchNormalised),
        ("whole-module.pth", .forbiddenGlobal("torch.nn.modules.container.Sequential")),
        ("theano.h5", .theanoKernels),
        ("expected.json", .unknownFormat),
    ])
    func `is told from what is none`(name: String, error: FormatError) {
        #expect(throws: error) { try Fixtures.network(name) }
    }

    @Test func `is recognised by its contents, not by its name`() throws {
        let folder = try ScratchFolder()
        for (name, format, _) in Self.files {
            let path = try folder.write(Fixtures.data(name), name: "photo.jpg")
            #expect(try FileFormat(ByteRegion(contentsOf: path)) == format)
        }
    }

    @Test func `must have the network's channels`() {
        // The fixtures are narrow.
        let path = Fixtures.path("torch-zip.pth")
        let error = FormatError.wrongShape(
            tensor: "conv1_1.weight", found: [2, 3, 3, 3], expected: [64, 3, 3, 3])
        #expect(throws: ToolError.format(path: path, error)) {
            try ImportedNetwork(contentsOf: path, expecting: nil)
        }
        let count = FormatError.wrongConvolutionCount(found: 16, expected: [13])
        #expect(throws: ToolError.format(path: path, count)) {
            try ImportedNetwork(contentsOf: path, expecting: .vgg16)
        }
    }
}
