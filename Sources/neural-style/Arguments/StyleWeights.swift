import ArgumentParser

/// How much each of several styles counts.
struct StyleWeights: ExpressibleByArgument, Equatable {
    /// Above 0 and finite.
    let values: [Double]

    init?(argument: String) {
        let values = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        let commas = argument.count { $0 == "," }
        guard values.count == commas + 1, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        self.values = values
    }

    /// The opacities of the layers that stand for the styles, in percent; the heaviest style is opaque.
    static func opacities(_ weights: StyleWeights?, styles: Int) throws(CommandError) -> [Double] {
        guard let weights else { return [Double](repeating: 100, count: styles) }
        guard weights.values.count == styles, let heaviest = weights.values.max() else {
            throw .wrongWeights(count: weights.values.count, styles: styles)
        }
        return weights.values.map { 100 * ($0 / heaviest) }
    }
}
