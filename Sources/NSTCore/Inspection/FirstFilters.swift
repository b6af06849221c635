import NSTPictures
import NSTVGG

/// The filters of a network's first convolution, which look at colours and so can be shown as such.
public struct FirstFilters: Sendable {
    /// How many there are.
    public let count: Int
    /// `[count, 3, 3, 3]`: filter, row, column, and red, green, blue. How much the filter's result changes with the
    /// picture, in sRGB 0…1: the weights in the picture's order of colours, times the input's scale and divided by its
    /// standard deviation.
    public let values: [Float]

    /// A filter's rows and columns.
    private static let side = 3

    /// The filters of a network.
    public init(of network: Network) throws(InspectionError) {
        guard let first = network.layers.first else { throw .network(.shapeMismatch(layer: "")) }
        let count = first.convolution.outputChannels
        let convention = network.inputConvention
        let taps = Self.side * Self.side
        var values = [Float](repeating: 0, count: count * taps * 3)
        do throws(NetworkError) {
            try first.withWeights { (weights) throws(NetworkError) in
                for filter in 0..<count {
                    for (input, colour) in convention.imageChannels.enumerated() {
                        for tap in 0..<taps {
                            let weight = weights[(filter * 3 + input) * taps + tap]
                            values[(filter * taps + tap) * 3 + colour] = weight * convention.factors[input]
                        }
                    }
                }
            }
        } catch {
            throw .network(error)
        }
        self.count = count
        self.values = values
    }

    /// A filter as a picture of 3×3 pixels. Mid-grey is zero; the filter's greatest magnitude is as far from it as a
    /// colour can be. So it is the picture that the filter answers most to, of all that are as far from grey.
    public func picture(_ filter: Int) -> RGBImage {
        let count = values.count / self.count
        let weights = values[(filter * count)..<((filter + 1) * count)]
        let greatest = weights.reduce(0) { max($0, abs($1)) }
        return RGBImage(height: Self.side, width: Self.side) { picture in
            for (index, weight) in weights.enumerated() {
                picture[index] = greatest > 0 ? 0.5 + 0.5 * weight / greatest : 0.5
            }
        }
    }

    /// All filters side by side, in rows from the first to the last with gaps of mid-grey, in a picture of about so many
    /// pixels each way.
    public func sheet(ofSide side: Int) -> RGBImage {
        let columns = max(1, Int(Double(count).squareRoot().rounded(.up)))
        let rows = (count + columns - 1) / columns
        // A gap is as wide as a pixel of a filter.
        let pitch = Self.side + 1
        var sheet = RGBImage(height: rows * pitch + 1, width: columns * pitch + 1, filledWith: (0.5, 0.5, 0.5))
        for filter in 0..<count {
            let picture = picture(filter)
            let (top, left) = (filter / columns * pitch + 1, filter % columns * pitch + 1)
            for y in 0..<Self.side {
                let (source, target) = (3 * y * Self.side, 3 * ((top + y) * sheet.width + left))
                for index in 0..<(3 * Self.side) { sheet.values[target + index] = picture.values[source + index] }
            }
        }
        return sheet.enlarged(by: max(1, side / sheet.width))
    }
}
