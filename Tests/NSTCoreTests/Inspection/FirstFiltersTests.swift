import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite struct `The first layer's filters` {
    @Test(arguments: ["bgr", "rgb"])
    func `are how PyTorch's result changes with red, green and blue`(convention: String) throws {
        let fixture = try InspectionFixture.read()
        let network = try #require(fixture.networks["three blocks"]).network(Fixture.convention(convention))
        let filters = try FirstFilters(of: network)
        let expected = try #require(fixture.filters[convention])
        #expect(expected.shape == [filters.count, 3, 3, 3])
        // One product each.
        #expect(Comparison.relativeError(filters.values, expected.values) <= 1e-6)
    }

    @Test func `are mid-grey where they don't look, and as far from it as they look hard`() throws {
        var weight = [Float](repeating: 0, count: 27)
        // Blue comes first in the network's input: against it in the upper left, half as much for red at the end.
        (weight[0], weight[26]) = (-2, 1)
        let convolution = Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 1)
        let network = try Network(
            convolutions: [convolution], parameters: [.init(weight: weight, bias: [0])], inputConvention: .bgrMean)
        let picture = try FirstFilters(of: network).picture(0)
        #expect(picture.height == 3 && picture.width == 3)
        #expect(Array(picture.values.prefix(3)) == [0.5, 0.5, 0])
        #expect(Array(picture.values.suffix(3)) == [0.75, 0.5, 0.5])
        #expect(picture.values.filter { $0 == 0.5 }.count == 25)
    }

    @Test func `lie side by side on a sheet, with gaps between them`() throws {
        let network = try NetworkRecipe(seed: 4, counts: [1], channels: [5]).network(.bgrMean)
        let filters = try FirstFilters(of: network)
        // Three columns and two rows of filters, one pixel around each.
        let sheet = filters.sheet(ofSide: 13)
        #expect(sheet.width == 13 && sheet.height == 9)
        for (filter, top, left) in [(0, 1, 1), (2, 1, 9), (4, 5, 5)] {
            for y in 0..<3 {
                let first = 3 * ((top + y) * 13 + left)
                #expect(
                    Array(sheet.values[first..<(first + 9)])
                        == Array(filters.picture(filter).values[(9 * y)..<(9 * y + 9)]))
            }
        }
        #expect(Array(sheet.values.prefix(3 * 14)).allSatisfy { $0 == 0.5 })
        #expect(filters.sheet(ofSide: 40).width == 39)
    }

    @Test func `of zeros are grey`() throws {
        let convolution = Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 2)
        let network = try Network(
            convolutions: [convolution], parameters: [.init(weight: .init(repeating: 0, count: 54), bias: [0, 0])],
            inputConvention: .bgrMean)
        let filters = try FirstFilters(of: network)
        #expect(filters.picture(1).values.allSatisfy { $0 == 0.5 })
    }
}
