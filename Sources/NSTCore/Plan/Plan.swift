import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What can keep a painting from starting, or from going on.
public enum PaintingError: Error, Equatable, Sendable {
    /// The content is too small for the deepest layer; `minimum` is the shortest side that would do, in pixels.
    case contentTooSmall(width: Int, height: Int, minimum: Int)
    /// The style is too small for the deepest layer.
    case styleTooSmall(width: Int, height: Int, minimum: Int)
    /// The painting doesn't fit into so many bytes at so many pixels along its longest side, whatever tiles it is cut
    /// into; `largest` is the longest side that would do, `nil` where none does.
    case notEnoughMemory(size: Int, available: Int, largest: Int?)
    /// The pictures haven't the sizes that were planned with.
    case pictureSizesChanged
    /// The loss isn't a finite number from the start.
    case lossNotFinite
    /// The network doesn't have a layer that the settings name, or is otherwise unfit.
    case network(NetworkError)
}

/// What a painting will take: the sizes it is painted at, how long at each, in which tiles, how much memory. Made once,
/// before anything is read or computed, and handed on to whoever paints.
public struct Plan: Equatable, Sendable {
    /// One scale of the pyramid.
    public struct Scale: Equatable, Sendable {
        /// The size of the painting.
        public let extent: Extent
        /// The sizes of the style pictures at this scale.
        public internal(set) var styles: [Extent]
        /// What it is for.
        package let stage: Stage
        /// Evaluations of the network at this scale.
        public let iterations: Int
        /// The tiles in which it is computed.
        package internal(set) var tiles: TilePlan
        /// How many correction pairs L-BFGS keeps at the most.
        public internal(set) var historyLength: Int
        /// Bytes that losses take while they learn, before the optimiser takes any.
        let learningBytes: Int
        /// Multiplications of all searches.
        let searchProducts: Double
        /// Bytes of the pictures' copies in the sizes of this scale.
        let copyBytes: Int
    }

    /// What is painted how.
    public let settings: Settings
    /// The pictures that it is made for.
    public private(set) var pictures: HeldPictures
    /// The scales from coarse to fine; never empty.
    public internal(set) var scales: [Scale]
    /// The greatest amount of memory that the painting's process holds at once, in bytes.
    public let memory: Int
    /// For each scale, values of memory that its passes and those of all finer ones work in. It falls only where a finer
    /// scale is cut into smaller tiles: then the larger memory is given back.
    var workspaceCounts: [Int]

    /// Plans a painting.
    ///
    /// - Parameters:
    ///   - memoryLimit: What `memory` must not exceed, in bytes: scales that would take more are computed in tiles;
    ///     `nil` for any amount.
    /// - Throws: `.contentTooSmall`, `.styleTooSmall` or `.notEnoughMemory`.
    public init(
        for pictures: HeldPictures, settings: Settings, memoryLimit: Int? = nil,
        backend: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        try self.init(
            for: pictures, settings: settings, memoryLimit: memoryLimit, convolutions: settings.network.convolutions,
            backend: backend)
    }

    /// The same for any network.
    init(
        for pictures: HeldPictures, settings: Settings, memoryLimit: Int?, convolutions: [Architecture.Convolution],
        backend: Backend.Configuration
    ) throws(PaintingError) {
        let course = LossTable.course(settings)
        let shortest = max(course.leastSide, settings.shortestSide)
        let content = pictures.content
        guard content.shortest >= shortest else {
            throw .contentTooSmall(width: content.width, height: content.height, minimum: shortest)
        }
        for style in pictures.styles where style.shortest < shortest {
            throw .styleTooSmall(width: style.width, height: style.height, minimum: shortest)
        }
        let maker = ScaleMaker(
            pictures: pictures, settings: settings, course: course, shortestSide: shortest,
            convolutions: convolutions, backend: backend)
        let held = pictures.bytes(colours: settings.colours)
        let room = memoryLimit.map { $0 - held }
        guard let scales = maker.scales(longestSide: settings.size, room: room) else {
            throw .notEnoughMemory(
                size: min(settings.size, content.longest), available: memoryLimit ?? 0,
                largest: maker.largestSide(below: settings.size, room: room ?? 0))
        }
        self.settings = settings
        self.pictures = pictures
        self.scales = scales
        workspaceCounts = scales.indices.map { scales[$0...].map(\.tiles.workspaceCount).max() ?? 0 }
        let working = max(pictures.transferBytes, scales.map { $0.bytes(settings.effectiveOptimiser) }.max() ?? 0)
        memory = held + working
        if let memoryLimit, memory > memoryLimit {
            throw .notEnoughMemory(
                size: min(settings.size, content.longest), available: memoryLimit,
                largest: maker.largestSide(below: settings.size, room: room ?? 0))
        }
    }

    /// The size of the painting.
    public var extent: Extent { scales.last?.extent ?? pictures.content }
    /// Evaluations of the network over all scales.
    public var iterations: Int { scales.reduce(0) { $0 + $1.iterations } }

    /// Whether the plan was made for the same pictures and settings.
    public func fits(_ pictures: HeldPictures, _ settings: Settings) -> Bool {
        self.pictures == pictures && self.settings == settings
    }

    /// The plan for some of the styles: what was found to be empty is left out. It takes no more than before.
    public func keeping(styles numbers: [Int]) -> Plan {
        guard numbers != Array(pictures.styles.indices) else { return self }
        var plan = self
        let numbers = numbers.filter(pictures.styles.indices.contains)
        plan.pictures.styles = numbers.map { pictures.styles[$0] }
        for index in scales.indices {
            plan.scales[index].styles = numbers.map { scales[index].styles[$0] }
            plan.scales[index].tiles = scales[index].tiles.keeping(styles: numbers)
        }
        return plan
    }
}
