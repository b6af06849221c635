import NSTCore
import NSTPictures
import NSTVGG
import Sheets

/// A picture, and what a layer of a network makes of it.
struct Sight {
    let network: InspectedNetwork
    /// The name of the picture's file.
    let name: String
    /// The picture's own size.
    let original: Extent
    /// The picture as the network saw it.
    let image: RGBImage
    let maps: FeatureMaps

    /// - Parameter size: The longest side at which the network looks at the picture; it never looks at more than there
    ///   is.
    init(_ network: InspectedNetwork, picture path: String, layer: LayerName, size: Int) throws {
        let picture = try PictureFile.read(path)
        self.network = network
        name = fileName(path)
        original = picture.extent
        image = picture.resampled(to: picture.extent.limited(toLongestSide: size))
        maps = try FeatureMaps(of: image, at: layer, in: network.network, limit: MemoryBudget.available())
    }

    /// The heading of a sheet.
    func title(_ what: String) -> String { "\(what) of \(maps.layer), \(name)" }

    /// What was run on what.
    var summary: String {
        let seen = original == image.extent ? "" : ", reduced from \(original.text)"
        return "\(network.title) on \(image.extent.text) pixels\(seen) · \(maps.channels) maps of \(maps.extent.text)"
    }

    /// The label of a channel with a value.
    func label(_ channel: Int, _ value: Float) -> String { "#\(channel) · \(shortText(value))" }
}

extension Extent {
    /// Such as `512×384`, width first.
    var text: String { "\(width)×\(height)" }
}

/// A number with three digits that count, such as `0.0123`, `4.56` or `789`.
func shortText(_ value: Float) -> String {
    let magnitude = abs(Double(value))
    guard magnitude.isFinite, magnitude >= 1e-6, magnitude < 1e9 else { return magnitude == 0 ? "0" : "\(value)" }
    var (decimals, power) = (0, 1.0)
    while magnitude * power < 99.95, decimals < 8 {
        decimals += 1
        power *= 10
    }
    let digits = String(Int((magnitude * power).rounded()))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    return (value < 0 ? "−" : "") + whole + (decimals > 0 ? ".\(padded.suffix(decimals))" : "")
}
