import Testing

@testable import NSTVGG

@Suite("Layer names") struct LayerNameTests {
    @Test(
        "A name reads back as it was written",
        arguments: ["conv1_1", "conv4_2", "relu1_1", "relu5_4", "pool1", "pool5"])
    func roundTrip(name: String) throws {
        #expect(try #require(LayerName(name)).description == name)
    }

    @Test(
        "What isn't a layer's name isn't read as one",
        arguments: [
            "", "conv", "pool", "relu4", "relu4_", "relu_2", "relu4_2_1", "pool1_1", "relu0_1", "relu4_0", "relu44_2",
            "relu-1_2", "Relu4_2", "relu4_2 ", "relu४_2x", "fc6", "none",
        ])
    func rejected(name: String) {
        #expect(LayerName(name) == nil)
    }

    @Test("A pooling layer has no place in its block")
    func poolingIndex() {
        #expect(LayerName(.pool, 3, 7) == LayerName(.pool, 3))
    }

    @Test("VGG-16 has 13 convolutions and VGG-19 has 16, of the widths of the paper's table 1")
    func architectures() {
        #expect(Architecture.vgg16.convolutions.count == 13)
        #expect(Architecture.vgg19.convolutions.count == 16)
        for architecture in Architecture.allCases {
            let convolutions = architecture.convolutions
            #expect(convolutions.first?.inputChannels == 3)
            #expect(convolutions.last?.outputChannels == 512)
            for (below, above) in zip(convolutions, convolutions.dropFirst()) {
                #expect(below.outputChannels == above.inputChannels, "\(above.name)")
            }
            #expect(Set(convolutions.map(\.name)).count == convolutions.count)
        }
    }

    @Test("Only VGG-19 has a fourth convolution in blocks three to five; neither has a sixth block")
    func contained() {
        for block in 3...5 {
            #expect(Architecture.vgg19.contains(LayerName(.relu, block, 4)))
            #expect(!Architecture.vgg16.contains(LayerName(.relu, block, 4)))
        }
        for architecture in Architecture.allCases {
            #expect(architecture.contains(LayerName(.conv, 1, 2)))
            #expect(!architecture.contains(LayerName(.conv, 1, 3)))
            #expect(architecture.contains(LayerName(.pool, 5)))
            #expect(!architecture.contains(LayerName(.pool, 6)))
            #expect(!architecture.contains(LayerName(.relu, 6, 1)))
        }
    }
}
