import CGimpShim
import NSTCore
import NSTPictures
import NSTVGG

/// One call of the procedure that shows what the network sees in a layer.
///
/// The maps lie where the picture does, so that one can be laid over the other; the other layers of the group stand at
/// its upper left corner.
struct LookInsideRun {
    let host: Host
    let environment: PluginEnvironment

    /// The arguments of one call.
    struct Arguments {
        var runMode: Int
        var drawable: Int32
        var look: LookInside.Words
    }

    private static let sessionKey = NST_LOOK_PROCEDURE_NAME + "-choice"

    /// Does everything.
    func outcome(of arguments: Arguments) -> Outcome {
        ProcedureCall(environment: environment).outcome { _ in try run(arguments) }
    }

    private func run(_ arguments: Arguments) throws -> Int32? {
        let picture = try host.paintableLayer(arguments.drawable)
        guard let look = try choose(arguments, picture: picture) else { return nil }
        guard let part = host.selection(on: picture)?.bounds else {
            throw PluginError.selectionMissesLayer(name: picture.name)
        }
        let pixels = try host.thumbnail(of: picture, in: part, longest: look.size)
        guard !pixels.isTransparent else { throw PluginError.transparentContent(name: picture.name) }

        host.beginProgress(localized("Looking inside the network…"))
        defer { host.endProgress() }
        do {
            let network = try environment.loadNetwork(look.network).network
            host.updateProgress(0.1, localized("Looking inside the network…"))
            let sight = try Sight(pixels.flattened, look: look, network: network, limit: environment.availableMemory())
            return try insert(sight, part: part, of: picture)
        } catch let error as WeightError {
            throw PluginError.weights(error)
        } catch let error as InspectionError {
            throw PluginError.inspection(error, name: picture.name)
        }
    }

    private func choose(_ arguments: Arguments, picture: Drawable) throws -> LookInside? {
        let last = host.sessionValue(forKey: Self.sessionKey).flatMap(LookInside.init(text:)) ?? LookInside()
        switch arguments.runMode {
        case NST_RUN_NONINTERACTIVE: return try LookInside(arguments.look)
        case NST_RUN_WITH_LAST_VALS: return last
        case NST_RUN_INTERACTIVE:
            guard let chosen = try LookInsideDialog(picture: picture).run(on: host, last: last) else { return nil }
            host.setSessionValue(chosen.text, forKey: Self.sessionKey)
            return chosen
        default: throw PluginError.unknownRunMode(arguments.runMode)
        }
    }

    /// What was computed.
    private struct Sight {
        let maps: FeatureMaps
        let channels: [Int]
        let gram: FeatureGram?
        let filters: FirstFilters?

        init(_ image: RGBImage, look: LookInside, network: Network, limit: Int?) throws(InspectionError) {
            maps = try FeatureMaps(of: image, at: look.layer, in: network, limit: limit)
            channels = maps.strongest(look.mapCount)
            gram = look.hasGram ? try FeatureGram(of: maps) : nil
            filters = look.hasFilters ? try FirstFilters(of: network) : nil
        }
    }

    /// Makes the group with its layers, in one undo step: all of them or none.
    private func insert(_ sight: Sight, part: Rectangle, of picture: Drawable) throws -> Int32 {
        host.beginUndoStep(image: picture.image)
        defer { host.endUndoStep(image: picture.image) }
        let layer = sight.maps.layer.description
        let group = try host.insertGroup(
            named: localized("{layer} of {name}", ["layer": layer, "name": picture.name]), above: picture)
        func add(_ image: RGBImage, _ name: String) throws {
            _ = try host.insert(
                NewLayer(
                    model: picture, name: name, origin: (picture.bounds.x + part.x, picture.bounds.y + part.y),
                    pixels: PixelBuffer(image), hasAlpha: false, record: "", group: group))
        }
        do {
            let extent = Extent(height: part.height, width: part.width)
            for (number, channel) in sight.channels.enumerated() {
                try add(sight.maps.picture(ofChannel: channel, over: extent), "\(layer) #\(channel)")
                let done = Double(number + 1) / Double(sight.channels.count)
                host.updateProgress(0.5 + 0.5 * done, localized("Looking inside the network…"))
            }
            if let gram = sight.gram {
                try add(gram.picture(ofSide: Self.side), localized("Gram matrix of {layer}", ["layer": layer]))
            }
            if let filters = sight.filters {
                try add(filters.sheet(ofSide: Self.side), localized("Filters of {layer}", ["layer": "conv1_1"]))
            }
        } catch {
            host.removeLayer(group)
            throw error
        }
        return group
    }

    /// About how wide the Gram matrix and the filters become, in pixels.
    private static let side = 512
}
