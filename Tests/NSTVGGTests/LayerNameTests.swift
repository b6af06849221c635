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

    @Test(
        "A layer is also known by the names that other programs give it",
        arguments: [
            ("relu3_1", "relu3_1"), ("conv4_2", "conv4_2"), ("pool2", "pool2"),
            // Keras, whose convolutions end with their ReLU.
            ("block3_conv1", "relu3_1"), ("block5_conv3", "relu5_3"), ("block2_pool", "pool2"),
            // PyTorch's tutorial counts convolutions.
            ("conv_1", "conv1_1"), ("conv_5", "conv3_1"), ("relu_13", "relu5_3"), ("pool_4", "pool4"),
            // torchvision's places among the features, as its model prints them.
            ("0", "conv1_1"), ("1", "relu1_1"), ("4", "pool1"), ("features.16", "pool3"), ("17", "conv4_1"),
            ("30", "pool5"),
        ])
    func aliases(name: String, layer: String) {
        #expect(LayerName(name, in: .vgg16)?.description == layer)
    }

    @Test("What a counted name means depends on the network")
    func countedNames() {
        // Gatys' layers, as those write them who use torchvision's VGG-19.
        let names = ["0", "5", "10", "19", "28"].map { LayerName($0, in: .vgg19)?.description }
        #expect(names == ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"])
        #expect(LayerName("21", in: .vgg19) == LayerName(.conv, 4, 2))
        #expect(LayerName("21", in: .vgg16) == LayerName(.conv, 4, 3))
        #expect(LayerName("conv_9", in: .vgg19) == LayerName(.conv, 4, 1))
        #expect(LayerName("conv_9", in: .vgg16) == LayerName(.conv, 4, 2))
    }

    @Test(
        "What no network has is no name",
        arguments: [
            "", "conv_", "conv_0", "conv_14", "31", "-1", "features.", "features.x", "block3", "block3_", "block_conv1",
            "block3_conv0", "block3_relu1", "fc6", "٣", "99999999999999999999",
        ])
    func noAlias(name: String) {
        #expect(LayerName(name, in: .vgg16) == nil)
    }
}
