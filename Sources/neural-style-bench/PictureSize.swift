import ArgumentParser
import NSTOptions
import NSTPictures

/// A size as it is written on the command line: `6000x4000`, columns first, or one number for a square.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
    let extent: Extent

    init(_ extent: Extent) { self.extent = extent }

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(sides.count), let width = sides[0], let height = sides[sides.count - 1] else {
            return nil
        }
        guard (16...16384).contains(width), (16...16384).contains(height) else { return nil }
        extent = Extent(height: height, width: width)
    }

    var description: String { "\(extent.width)x\(extent.height)" }
}

extension MemorySize: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
