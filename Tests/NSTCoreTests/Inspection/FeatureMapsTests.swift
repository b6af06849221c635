import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

/// `Fixtures/inspection.json`.
struct InspectionFixture: Decodable {
    /// What PyTorch says of one layer.
    struct Layer: Decodable {
        let strengths: Fixture.FloatArray
        let gram: Fixture.FloatArray
    }

    struct Case: Decodable {
        let network: String
        let convention: String
        let pooling: PoolingKind
        let layers: [String: Layer]
    }

    struct Fields: Decodable {
        struct Case: Decodable {
            let layer: String
            let row: Int
            let column: Int
            /// The first and the last.
            let rows: [Int]
            let columns: [Int]
        }

        let height: Int
        let width: Int
        let counts: [Int]
        let cases: [Case]
    }

    struct RealNetwork: Decodable {
        let picture: Fixture.Picture
        let keptRows: Int
        let layers: [String: Layer]
    }

    let networks: [String: NetworkRecipe]
    let pictures: [String: PictureRecipe]
    let cases: [Case]
    /// By the input convention's name.
    let filters: [String: Fixture.FloatArray]
    let fields: Fields
    let vgg16: RealNetwork

    static func read() throws -> InspectionFixture { try Fixture.read("inspection.json") }
}

@Suite struct `Feature maps that are looked at` {
    private func maps(
        _ layer: String, of image: RGBImage = PictureRecipe(seed: 6, height: 19, width: 27).image, limit: Int? = nil
    ) throws -> FeatureMaps {
        let network = try NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5]).network(.bgrMean)
        return try FeatureMaps(of: image, at: #require(LayerName(layer)), in: network, limit: limit)
    }

    @Test func `have PyTorch's strengths and Gram matrix at every kind of layer`() throws {
        let fixture = try InspectionFixture.read()
        for entry in fixture.cases {
            let network = try #require(fixture.networks[entry.network]).network(Fixture.convention(entry.convention))
            let image = try #require(fixture.pictures["image"]).image
            for (name, expected) in entry.layers {
                let maps = try FeatureMaps(
                    of: image, at: #require(LayerName(name)), in: network, pooling: entry.pooling, limit: nil)
                // As for the maps themselves (FeaturePassTests), and for sums of products of two of them.
                #expect(Comparison.relativeError(maps.strengths, expected.strengths.values) <= 5e-6, "\(name)")
                let gram = try FeatureGram(of: maps)
                #expect(Comparison.relativeError(gram.values, expected.gram.values) <= 1e-5, "\(name)")
            }
        }
        #expect(fixture.cases.flatMap(\.layers.keys).count == 8)
    }

    @Test func `are those of a pass, channel by channel`() throws {
        let image = PictureRecipe(seed: 6, height: 19, width: 27).image
        let maps = try maps("pool1", of: image)
        #expect(maps.extent == Extent(height: 9, width: 13) && maps.channels == 4)
        let map = maps.map(ofChannel: 2)
        #expect(map.count == 9 * 13)
        #expect(map[3 * 13 + 7] == maps[MapCell(row: 3, column: 7), 2])
        #expect(map[3 * 13 + 7] == maps.values[(3 * 13 + 7) * 4 + 2])
    }

    @Test func `are ordered by strength, over the whole picture or in a cell`() throws {
        let maps = try maps("conv2_1")
        let all = maps.strongest(100)
        #expect(all.sorted() == [0, 1, 2, 3, 4])
        #expect(all.map { maps.strengths[$0] } == maps.strengths.sorted(by: >))
        #expect(maps.strongest(2) == Array(all.prefix(2)))
        let cell = MapCell(row: 4, column: 6)
        let there = maps.strongest(5, in: cell).map { abs(maps[cell, $0]) }
        #expect(there == there.sorted(by: >))
    }

    @Test func `become greys over each map's own range`() throws {
        let maps = try maps("conv1_1")
        for channel in 0..<maps.channels {
            let (map, picture) = (maps.map(ofChannel: channel), maps.picture(ofChannel: channel))
            #expect(picture.extent == maps.extent)
            let least = try #require(map.indices.min { map[$0] < map[$1] })
            let greatest = try #require(map.indices.max { map[$0] < map[$1] })
            #expect(picture.values[3 * least] == 0 && picture.values[3 * greatest + 2] == 1)
            #expect(picture.values.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
    }

    @Test func `lie over the picture that they were made of, at any size`() throws {
        // 19×27 pixels in cells of 2×2; the last row and column have no cell of their own.
        let maps = try maps("pool1")
        let small = maps.picture(ofChannel: 1)
        let large = maps.picture(ofChannel: 1, over: Extent(height: 38, width: 54))
        #expect(large.extent == Extent(height: 38, width: 54))
        for (x, y, column, row) in [(0, 0, 0, 0), (3, 3, 0, 0), (4, 0, 1, 0), (53, 37, 12, 8), (20, 30, 5, 7)] {
            #expect(large.values[3 * (y * 54 + x)] == small.values[3 * (row * 13 + column)])
        }
    }

    @Test func `that are the same everywhere are black`() throws {
        let maps = try maps("pool2", of: RGBImage(height: 4, width: 4, filledWith: (0.5, 0.5, 0.5)))
        #expect(maps.extent.pixels == 1)
        #expect(maps.picture(ofChannel: 0).values == [0, 0, 0])
    }

    @Test func `light the picture where two channels are active together`() throws {
        let image = RGBImage(height: 19, width: 27, filledWith: (1, 1, 1))
        let maps = try maps("relu1_2")
        let product = maps.product(of: 0, and: 1, over: image)
        let (a, b) = (maps.map(ofChannel: 0), maps.map(ofChannel: 1))
        let products = zip(a, b).map { $0 * $1 }
        let brightest = try #require(products.indices.max { products[$0] < products[$1] })
        #expect(products[brightest] > 0)
        #expect(product.values[3 * brightest] == product.values.max())
        for (pixel, value) in products.enumerated() where value == 0 { #expect(product.values[3 * pixel] <= 0.16) }
    }

    @Test func `that don't fit into the memory are refused, with the largest size that does`() throws {
        let network = try NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5]).network(.bgrMean)
        let layer = LayerName(.relu, 2, 1)
        let image = RGBImage(height: 300, width: 400)
        let need = MapsNeed(network: network, layer: layer, pooling: .max, backend: .init())
        let limit = need.bytes(image.extent) / 2
        let error = #expect(throws: InspectionError.self) {
            try FeatureMaps(of: image, at: layer, in: network, limit: limit)
        }
        guard case .notEnoughMemory(400, let needed, limit, let largest?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed == need.bytes(image.extent))
        #expect(need.bytes(image.extent.scaled(toLongestSide: largest)) <= limit)
        #expect(need.bytes(image.extent.scaled(toLongestSide: largest + 1)) > limit)
        #expect(throws: InspectionError.notEnoughMemory(size: 400, needed: needed, available: 10, largest: nil)) {
            try FeatureMaps(of: image, at: layer, in: network, limit: 10)
        }
    }

    @Test func `of a layer that isn't there, or a picture too small for it, are refused`() throws {
        #expect(throws: InspectionError.network(.unknownLayer(LayerName(.relu, 3, 1)))) { try maps("relu3_1") }
        let expected = InspectionError.pictureTooSmall(width: 9, height: 3, layer: LayerName(.pool, 2), minimum: 4)
        #expect(throws: expected) { try maps("pool2", of: RGBImage(height: 3, width: 9)) }
        #expect(try maps("pool2", of: RGBImage(height: 4, width: 9)).extent == Extent(height: 1, width: 2))
    }

    @Test func `beyond all numbers are refused`() throws {
        var parts = NetworkRecipe(seed: 5, counts: [2], channels: [4]).make()
        for index in parts.indices { parts[index].parameters.weight = parts[index].parameters.weight.map { $0 * 1e30 } }
        let network = try Network(
            convolutions: parts.map(\.convolution), parameters: parts.map(\.parameters), inputConvention: .bgrMean)
        let layer = LayerName(.conv, 1, 2)
        #expect(throws: InspectionError.notFinite(layer: layer)) {
            try FeatureMaps(
                of: PictureRecipe(seed: 6, height: 9, width: 9).image, at: layer, in: network, limit: nil)
        }
    }
}
