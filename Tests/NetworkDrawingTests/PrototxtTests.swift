@testable import NetworkDrawing
import Testing

@Suite struct `A description of a network` {
    @Test func `gives AlexNet's shapes and its parameters`() throws {
        let network = try measured(Descriptions.alexNet)
        #expect(network.name == "AlexNet")
        // bvlc_alexnet.caffemodel: 11·11·3·96+96, 5·5·48·256+256, 3·3·256·384+384, 3·3·192·384+384, 3·3·192·256+256,
        // 9216·4096+4096, 4096·4096+4096, 4096·1000+1000.
        #expect(network.totals.parameters.known == 60_965_224)
        #expect(network.layer("conv2")?.parameters == 307_456)
        #expect(network.layer("conv1")?.output == .map(channels: 96, height: 55, width: 55))
        #expect(network.layer("pool2")?.output == .map(channels: 256, height: 13, width: 13))
        #expect(network.layer("fc6")?.parameters == 37_752_832)
        // 11, then 11 + 2·4 = 19, 19 + 4·8 = 51, 51 + 2·8 = 67, 67 + 2·16 = 99 …
        #expect(network.layer("pool1")?.receptiveField == Span(19))
        #expect(network.layer("conv2")?.receptiveField == Span(51))
        #expect(network.layer("conv3")?.receptiveField == Span(99))
    }

    @Test func `may have branches`() throws {
        let network = try measured(Descriptions.branches)
        #expect(network.layer("3a/output")?.output == .map(channels: 256, height: 28, width: 28))
        #expect(network.layer("3a/output")?.sources.count == 4)
        // The widest branch counts.
        #expect(network.layer("3a/output")?.receptiveField == Span(5))
        #expect(network.layer("3a/1x1")?.parameters == 192 * 64 + 64)
        // What reads a blob reads it as the ReLU left it.
        #expect(network.layer("3a/3x3")?.sources.map { network.layers[$0].layer.name } == ["3a/relu_reduce"])
    }

    @Test func `may be of the first form`() throws {
        let network = try measured(Descriptions.oldForm)
        #expect(
            network.layers.map(\.layer.type) == [
                "Input", "Input", "Convolution", "Pooling", "InnerProduct", "SoftmaxWithLoss",
            ])
        #expect(network.layer("pool1")?.output == .map(channels: 20, height: 12, width: 12))
        #expect(network.layer("ip1")?.parameters == 20 * 12 * 12 * 10 + 10)
        // Nothing makes the labels.
        #expect(network.layer("label")?.layer.type == "Input")
    }

    @Test func `may be of another size than the network's own`() throws {
        let wider = try measured(Descriptions.oldForm, at: Span(height: 40, width: 60))
        #expect(wider.layer("pool1")?.output == .map(channels: 20, height: 18, width: 28))
        #expect(wider.layer("ip1")?.parameters == 20 * 12 * 12 * 10 + 10 && wider.layer("ip1")?.output == nil)

        // Without a size of its own, that which is asked for counts.
        let text = """
            layer { name: "pictures" type: "Data" top: "data" top: "label" }
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 5 } }
            """
        #expect(try measured(text).remarks == [.unknownInput(layer: "pictures")])
        let sized = try measured(text, at: Span(20))
        #expect(sized.layer("fc")?.parameters == 3 * 20 * 20 * 5 + 5)
        #expect(sized.remarks == [.takenAsColoured(layer: "pictures")])
    }

    @Test func `gives shapes of many kinds of layers`() throws {
        let network = try measured(
            """
            layer { name: "data" type: "Data" top: "data" top: "label" transform_param { crop_size: 64 } }
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param {
              num_output: 8 kernel_h: 1 kernel_w: 7 pad_h: 0 pad_w: 3 stride: [2, 1] bias_term: false } }
            layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
            layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
            layer { name: "prelu" type: "PReLU" bottom: "conv" top: "conv" }
            layer { name: "wide" type: "Convolution" bottom: "conv" top: "wide" convolution_param {
              num_output: 8 kernel_size: 3 pad: 2 dilation: 2 } }
            layer { name: "sum" type: "Eltwise" bottom: "conv" bottom: "wide" top: "sum" }
            layer { name: "up" type: "Deconvolution" bottom: "sum" top: "up" convolution_param {
              num_output: 4 kernel_size: 4 stride: 2 pad: 1 } }
            layer { name: "slice" type: "Slice" bottom: "up" top: "first" top: "second" slice_param { slice_point: 3 } }
            layer { name: "all" type: "Pooling" bottom: "first" top: "all" pooling_param {
              pool: AVE global_pooling: true } }
            layer { name: "flat" type: "Flatten" bottom: "second" top: "flat" }
            layer { name: "odd" type: "Oracle" bottom: "flat" top: "odd" }
            """)
        #expect(network.layer("conv")?.output == .map(channels: 8, height: 32, width: 64))
        #expect(network.layer("conv")?.parameters == 3 * 8 * 7)
        #expect(network.layer("conv")?.receptiveField == Span(height: 1, width: 7))
        #expect(network.layer("bn")?.parameters == 0 && network.layer("scale")?.parameters == 16)
        #expect(network.layer("prelu")?.parameters == 8)
        #expect(network.layer("wide")?.output == network.layer("conv")?.output)
        // Two rows and one column are a step here: 1 + 4·2 down, 7 + 4·1 across.
        #expect(network.layer("sum")?.receptiveField == Span(height: 9, width: 11))
        #expect(network.layer("up")?.output == .map(channels: 4, height: 64, width: 128))
        #expect(network.layer("up")?.receptiveField == nil)
        #expect(network.layer("slice")?.output == .map(channels: 3, height: 64, width: 128))
        #expect(network.layer("all")?.output == .map(channels: 3, height: 1, width: 1))
        #expect(network.layer("flat")?.output == .vector(64 * 128))
        #expect(network.layer("odd")?.parameters == nil && !network.totals.parameters.isWhole)
        #expect(network.remarks == [.unknownTypes(["Oracle"])])
    }

    @Test func `gives one phase's layers, or all`() throws {
        let text = """
            layer { name: "train" type: "Data" top: "data" include { phase: TRAIN } }
            layer { name: "test" type: "Data" top: "data" include { phase: TEST } }
            layer { name: "staged" type: "ReLU" bottom: "data" top: "a" include { stage: "deploy" } }
            layer { name: "loss" type: "EuclideanLoss" bottom: "data" top: "b" exclude { phase: TEST } }
            """
        #expect(try network(text).layers.map(\.name) == ["test"])
        #expect(try network(text, phase: .train).layers.map(\.name) == ["train", "loss"])
        #expect(try network(text, phase: nil).layers.count == 4)
    }

    @Test func `may use all of the text format`() throws {
        let network = try network(
            """
            \u{feff}name: "a\\x41\\102\\n" 'b' # a comment with { and "
            layer: { name: "x" type: "Convolution" bottom: ["in", 'in2'] top: "y";
              [some.extension] { deep { deeper < a: -0x1F b: 1e-5f, c: - 3 > } }
              convolution_param { num_output: 0x10 kernel_size: 03 bias_term: false } },
            """)
        #expect(network.name == "aAB\u{fffd}b")
        #expect(network.layers[0].bottoms == ["in", "in2"])
        let convolution = LayerKind.Convolution(outputs: 16, kernel: Span(3), hasBias: false)
        #expect(network.layers[0].kind == .convolution(convolution))
    }
}
