import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite struct `A Gram matrix that is looked at` {
    private func gram(channels: Int, seed: UInt64 = 8) throws -> (FeatureMaps, FeatureGram) {
        let network = try NetworkRecipe(seed: seed, counts: [2], channels: [channels]).network(.rgbMeanDeviation)
        let maps = try FeatureMaps(
            of: PictureRecipe(seed: 6, height: 21, width: 17).image, at: LayerName(.relu, 1, 2), in: network, limit: nil
        )
        return (maps, try FeatureGram(of: maps))
    }

    @Test func `holds the sums of products, symmetric`() throws {
        let (maps, gram) = try gram(channels: 6)
        for row in 0..<6 {
            for column in 0..<6 {
                let both = zip(maps.map(ofChannel: row), maps.map(ofChannel: column))
                let expected = both.reduce(0) { $0 + Double($1.0) * Double($1.1) }
                #expect(abs(Double(gram[row, column]) - expected) <= 1e-5 * max(1e-3, expected))
                #expect(gram[row, column] == gram[column, row])
            }
        }
    }

    @Test func `names the pairs whose maps are most alike, among the stronger half of the channels`() throws {
        let (maps, gram) = try gram(channels: 12)
        let pairs = gram.standingOut(5)
        #expect(!pairs.isEmpty && pairs.count <= 5)
        let median = (0..<12).map { gram[$0, $0] }.sorted()[6]
        for pair in pairs {
            #expect(pair.first < pair.second)
            #expect(gram[pair.first, pair.first] >= median && gram[pair.second, pair.second] >= median)
            let cosine = Comparison.cosine(maps.map(ofChannel: pair.first), maps.map(ofChannel: pair.second))
            #expect(abs(Double(pair.correlation) - cosine) <= 1e-5)
        }
        #expect(pairs.map { abs($0.correlation) } == pairs.map { abs($0.correlation) }.sorted(by: >))
        // The first is the greatest of all that may take part.
        let strong = (0..<12).filter { gram[$0, $0] >= median && gram[$0, $0] > 0 }
        for first in strong {
            for second in strong where first < second {
                let cosine = Comparison.cosine(maps.map(ofChannel: first), maps.map(ofChannel: second))
                #expect(abs(cosine) <= Double(pairs[0].correlation) + 1e-5)
            }
        }
    }

    @Test func `lets no channel fill the list of pairs`() throws {
        let (_, gram) = try gram(channels: 16)
        var uses: [Int: Int] = [:]
        for pair in gram.standingOut(100) {
            uses[pair.first, default: 0] += 1
            uses[pair.second, default: 0] += 1
        }
        #expect(uses.values.max() == 2)
        #expect(gram.standingOut(0).isEmpty)
    }

    @Test func `is a picture with a pixel for each value, white at the greatest and blue where negative`() throws {
        let network = try NetworkRecipe(seed: 5, counts: [1], channels: [7]).network(.bgrMean)
        let maps = try FeatureMaps(
            of: PictureRecipe(seed: 6, height: 21, width: 17).image, at: LayerName(.conv, 1, 1), in: network, limit: nil
        )
        let gram = try FeatureGram(of: maps)
        let picture = gram.picture
        #expect(picture.extent == Extent(height: 7, width: 7))
        let greatest = try #require(gram.values.indices.max { abs(gram.values[$0]) < abs(gram.values[$1]) })
        #expect(Array(picture.values[(3 * greatest)..<(3 * greatest + 3)]) == [1, 1, 1])
        let negative = try #require(gram.values.indices.first { gram.values[$0] < 0 })
        #expect(picture.values[3 * negative + 2] > picture.values[3 * negative])
    }
}
