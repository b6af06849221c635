import NSTOptions
import NSTVGG
import Testing

@testable import neural_style

@Suite struct FigureTests {
    private static func scene(_ figure: Figure, size: Int = 256, network: Architecture = .vgg16) -> Figure.Scene {
        let names = ["town", "night", "wave"]
        let count = (1...3).last(where: figure.pictures.allows) ?? 0
        return Figure.Scene(names: Array(names.prefix(count)), size: size, network: network)
    }

    private static func settings(_ cell: Cell) throws -> Settings {
        try OptionTable.parse(try #require(cell.options).joined(separator: " "))
    }

    @Test("every figure's cells can be painted, with either network, and no two are alike", arguments: Figure.all)
    func cells(figure: Figure) throws {
        for network in Architecture.allCases {
            let scene = Self.scene(figure, network: network)
            let sheet = figure.sheet(scene)
            let painted = sheet.cells.filter { $0.options != nil }
            #expect(painted.count >= 2)
            #expect(Set(painted).count == painted.count)
            for cell in painted {
                #expect(try Self.settings(cell).network == network)
                #expect(scene.names.indices.contains(cell.content) && scene.names.indices.contains(cell.style ?? 0))
            }
            // A layer of a sheet is found by its name.
            #expect(Set(sheet.panels.map(\.name)).count == sheet.panels.count)
        }
    }

    @Test(
        "an option that a figure calls its own is one, and its cells name it or their preset does",
        arguments: Figure.all)
    func ownOptions(figure: Figure) {
        for key in figure.ownOptions { #expect(OptionTable.option(key) != nil) }
        for cell in figure.sheet(Self.scene(figure)).cells {
            #expect(cell.options?.contains { $0.hasPrefix("preset=") } != false)
        }
    }

    @Test func `content is reconstructed from the first layer of each block, without any style`() throws {
        let sheet = Figure.contentLayers.sheet(Self.scene(.contentLayers))
        #expect(sheet.panels.first?.cell == .original(0))
        #expect(
            sheet.panels.map(\.label).dropFirst() == [
                "a  conv1_1", "b  conv2_1", "c  conv3_1", "d  conv4_1", "e  conv5_1",
            ])
        for (block, cell) in zip(1..., sheet.cells.dropFirst()) {
            let settings = try Self.settings(cell)
            #expect(settings.contentLayers.names == [LayerName(.relu, block, 1)])
            #expect(cell.style == nil && !settings.hasStyle)
        }
    }

    @Test func `each style has the layers of the one before, and one more`() throws {
        let sheet = Figure.styleLayers.sheet(Self.scene(.styleLayers))
        for (block, cell) in zip(1..., sheet.cells.dropFirst()) {
            let settings = try Self.settings(cell)
            #expect(settings.styleLayers.names == (1...block).map { LayerName(.relu, $0, 1) })
            #expect(!settings.hasContent)
        }
        #expect(sheet.panels.last?.label == "e  + conv5_1")
    }

    @Test func `the ratio's figure has five rows of layers and four columns of ratios`() throws {
        let sheet = Figure.ratio.sheet(Self.scene(.ratio, size: 512))
        #expect(sheet.columnHeadings == ["α/β = 10⁻⁵", "α/β = 10⁻⁴", "α/β = 10⁻³", "α/β = 10⁻²"])
        #expect(
            sheet.rows.map(\.heading) == [
                "A\nconv1_1", "B\n+ conv2_1", "C\n+ conv3_1", "D\n+ conv4_1", "E\n+ conv5_1",
            ])
        for (block, row) in zip(1..., sheet.rows) {
            for (ratio, panel) in zip([1e-5, 1e-4, 1e-3, 1e-2], row.panels) {
                let settings = try Self.settings(panel.cell)
                #expect(settings.styleLayers.names == (1...block).map { LayerName(.relu, $0, 1) })
                #expect(settings.contentLayers.names == [LayerName(.relu, 4, 2)])
                // (400 / 27.8)², and (400 / 58.4)⁴ over the ratio: all layers with a mean activation of 400.
                #expect(Self.isNear(settings.effectiveWeights.content, 207.0))
                #expect(Self.isNear(settings.effectiveWeights.style, 2200.9 / ratio))
                // (58.4 / 25.3)⁴; conv4_1 has the weight 1.
                #expect(Self.isNear(settings.styleLayers.weight(of: LayerName(.relu, 1, 1)), 28.39))
                #expect(settings.styleLayers.weight(of: LayerName(.relu, 4, 1)) == 1)
            }
        }
    }

    /// To the four digits that options are written with.
    private static func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value / expected - 1) < 1e-3 }

    @Test("a ratio means 512 pixels, and the content counts for as many places elsewhere", arguments: [96, 256, 1024])
    func ratioAtSize(size: Int) throws {
        func weights(_ size: Int) throws -> (content: Double, style: Double) {
            let words = NormalisedNetwork.weights(ratio: 1e-3, content: LayerName(.relu, 4, 2), size: size)
            return try OptionTable.parse((["losses=gatys"] + words).joined(separator: " ")).effectiveWeights
        }
        let places = Double(size * size) / (512 * 512)
        #expect(Self.isNear(try weights(size).content * places, try weights(512).content))
        #expect(try weights(size).style == weights(512).style)
    }

    @Test func `all layers that the figures weigh have been measured`() throws {
        for figure in Figure.all {
            for cell in figure.sheet(Self.scene(figure)).cells where cell.options != nil {
                let settings = try Self.settings(cell)
                guard settings.losses == .gatys, settings.hasStyle else { continue }
                for layer in settings.styleLayers.names + settings.contentLayers.names {
                    #expect(NormalisedNetwork.meanActivations[layer] != nil)
                }
            }
        }
    }

    @Test("powers of ten are printed as books do", arguments: [(-5, "10⁻⁵"), (0, "10⁰"), (12, "10¹²")])
    func power(exponent: Int, text: String) {
        #expect(Figure.power(exponent) == text)
    }

    @Test func `each painting has a letter and lies in its own picture's corner`() {
        let panels = Figure.paintings.sheet(Self.scene(.paintings)).panels
        #expect(panels.map(\.label) == ["A  town", "B  night", "C  wave"])
        #expect(panels.map(\.inset) == [nil, 1, 2])
        #expect(panels.map(\.cell.style) == [nil, 1, 2])
    }

    @Test func `options for all cells take the place of a cell's own, and leave originals alone`() {
        let cell = Cell(content: 0, style: 1, options: ["preset=texture", "iterations=300"])
        #expect(cell.setting(["iterations=9", "seed=3"]).options == ["preset=texture", "iterations=9", "seed=3"])
        #expect(Cell.original(1).setting(["seed=3"]) == .original(1))
    }

    @Test func `a figure's name is looked up, and another one told what there is`() throws {
        #expect(try Figure.named("low-high").name == "low-high")
        let error = #expect(throws: CommandError.self) { try Figure.named("rations") }
        #expect(
            error?.sentence
                == "there is no figure “rations”: choose one of content-layers, style-layers, ratio, paintings, low-high, methods."
        )
    }
}
