import NSTKernels

/// How far a run has come, after one evaluation of the network.
public struct Progress: Equatable, Sendable {
    /// The scale, counted from 1.
    public var scale: Int
    /// How many scales there are.
    public var scaleCount: Int
    /// The evaluation over all scales, counted from 1.
    public var iteration: Int
    /// How many there will be at the most.
    public var iterations: Int
    /// The loss of the picture that was just evaluated.
    public var losses: LossValues
    /// The share of the work that is done, 0…1; never falls.
    public var fraction: Double
    /// Since the run began, in seconds.
    public var secondsElapsed: Double
    /// The time that is left, in seconds, if the rest goes as fast as what is done.
    public var secondsLeft: Double
}

/// One run: a content picture is painted in the style of another by changing pixels until the network sees the
/// content's features and the style's statistics (Gatys, Ecker & Bethge 2015).
///
/// A run is a sequence of `Progress` values, each the outcome of one evaluation; `picture` is the best so far at any
/// time, so whoever takes the values may stop between any two of them. Runs share nothing but the network.
///
/// ```swift
/// let transfer = try StyleTransfer(
///     content: Content(photograph), styles: [Style(painting)], network: network, settings: Settings())
/// while let progress = try transfer.next() { print(progress.losses.total) }
/// let result = transfer.picture
/// ```
public final class StyleTransfer {
    /// What the run does.
    public let plan: Plan
    /// The best picture so far, in the size of the scale it was made at.
    public private(set) var picture: RGBImage
    /// What happened that a user may want to know.
    public private(set) var remarks: Set<Remark> = []

    /// The content as it was given, for colours that come back at the end.
    private let original: RGBImage
    /// Content and styles with the colours that they are painted with.
    private let content: Content
    private let styles: [Style]
    private let network: Network
    private let settings: Settings
    private let backend: Backend
    /// The weights of the scale before, most of which the next uses, too.
    private var weights: [FeaturePass.StepWeights] = []
    /// What all scales work in, one after the other.
    private var workspace: LargeMemory?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    private var scaleIndex = 0
    private var scaleRun: ScaleRun?
    private var iteration = 0
    private var fraction = 0.0

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - content: The picture to paint.
    ///   - styles: The pictures in whose styles it is painted; at least one.
    ///   - network: The network that `settings` names.
    ///   - initial: What the painting starts from, of any size, instead of what `settings` say.
    ///   - memoryLimit: How many bytes the run may take, `nil` for any number.
    /// - Throws: `PaintingError` where the run can't be made: pictures too small, too little memory.
    public init(
        content: Content, styles: [Style], network: Network, settings: Settings, initial: RGBImage? = nil,
        memoryLimit: Int? = nil,
        backend configuration: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        start = clock.now
        plan = try Plan(
            content: content.image.extent, styles: styles.map(\.image.extent), settings: settings,
            memoryLimit: memoryLimit, backend: configuration)
        if let memoryLimit, plan.memory > memoryLimit {
            throw .notEnoughMemory(needed: plan.memory, available: memoryLimit)
        }
        for layer in settings.contentLayers + settings.styleLayers where !network.contains(layer) {
            throw .network(.unknownLayer(layer))
        }
        self.network = network
        self.settings = settings
        backend = Backend(configuration)
        original = content.image
        (self.content, self.styles) = settings.colours.prepare(content: content, styles: styles, backend: backend)
        let coarsest = plan.scales[0]
        if let initial {
            picture = initial.resampled(height: coarsest.height, width: coarsest.width)
        } else {
            picture = settings.initialImage.picture(
                Extent(height: coarsest.height, width: coarsest.width), content: self.content.image,
                styles: self.styles,
                styleExtents: coarsest.styles, seed: settings.seed)
        }
    }

    /// Evaluates the network once and improves the picture.
    ///
    /// - Returns: How far the run has come; `nil` when it is over.
    /// - Throws: `PaintingError.lossNotFinite` where not even the first picture has a loss.
    public func next() throws(PaintingError) -> Progress? {
        while scaleIndex < plan.scales.count {
            let scale = plan.scales[scaleIndex]
            let run: ScaleRun
            if let scaleRun {
                run = scaleRun
            } else {
                run = try begin(scale)
                scaleRun = run
            }
            guard run.evaluations < scale.iterations, !run.isFinished else {
                scaleIndex += 1
                scaleRun = nil
                continue
            }
            let losses = run.evaluate()
            guard let best = run.best else { throw .lossNotFinite }
            picture = best.image
            remarks.formUnion(run.remarks)
            iteration += 1
            return progress(scale: scale, evaluations: run.evaluations, losses: losses)
        }
        return nil
    }

    private func begin(_ scale: Plan.Scale) throws(PaintingError) -> ScaleRun {
        let target = content.resampled(to: Extent(height: scale.height, width: scale.width))
        let styleTargets = zip(styles, scale.styles).map { $0.resampled(to: $1) }
        do {
            let memory = try workspace(of: plan.workspaceCounts[scaleIndex])
            let warmStart = warmStart(for: target.image)
            return try ScaleRun(
                start: warmStart, objective: try objective(target, styleTargets, tiles: scale.tiles, memory: memory),
                optimiser: settings.optimiser, history: scale.historyLength, stopsWhenStill: settings.stopsWhenStill,
                backend: backend)
        } catch {
            throw .network(error)
        }
    }

    /// The memory that all scales work in, unless it is larger than what is still needed.
    private func workspace(of count: Int) throws(NetworkError) -> LargeMemory {
        if let workspace, workspace.count == count { return workspace }
        // Before the new one is asked for.
        workspace = nil
        let memory = try LargeMemory.allocate(count)
        workspace = memory
        return memory
    }

    private func objective(
        _ content: Content, _ styles: [Style], tiles: TilePlan?, memory: LargeMemory
    ) throws(NetworkError) -> any ImageLoss {
        if let tiles {
            weights = []
            return try TiledObjective(
                content: content, styles: styles, network: network, settings: settings, plan: tiles, memory: memory,
                backend: backend)
        }
        let objective = try Objective(
            content: content, styles: styles, network: network, settings: settings, memory: memory, backend: backend)
        weights = objective.pass.weights
        return objective
    }

    /// The best picture so far at any size, with the colours that the settings ask for.
    ///
    /// - Parameter extent: `nil` for the content's own size.
    public func result(_ extent: Extent? = nil) -> RGBImage {
        let extent = extent ?? original.extent
        return settings.colours.finish(
            picture.resampled(height: extent.height, width: extent.width),
            content: original.resampled(height: extent.height, width: extent.width), backend: backend)
    }

    /// What a scale begins with: the picture of the scale before, enlarged, with a share of the detail that the content has
    /// and that scale couldn't hold.
    private func warmStart(for target: RGBImage) -> RGBImage {
        var start = picture.resampled(height: target.height, width: target.width)
        guard scaleIndex > 0, settings.detail > 0, settings.hasContent else { return start }
        let coarse = content.image.resampled(height: picture.height, width: picture.width)
            .resampled(height: target.height, width: target.width)
        let share = Float(settings.detail / 100)
        var values = start.values
        for index in values.indices {
            values[index] = min(1, max(0, values[index] + share * (target.values[index] - coarse.values[index])))
        }
        start.values = values
        return start
    }

    private func progress(scale: Plan.Scale, evaluations: Int, losses: LossValues) -> Progress {
        let earlier = plan.scales[..<scaleIndex].reduce(0) { $0 + Plan.work(of: $1) }
        let within = Plan.work(of: scale) * Double(evaluations) / Double(scale.iterations)
        fraction = min(1, max(fraction, (earlier + within) / plan.work))
        let elapsed = (clock.now - start) / .seconds(1)
        return Progress(
            scale: scaleIndex + 1, scaleCount: plan.scales.count, iteration: iteration,
            iterations: plan.scales.reduce(0) { $0 + $1.iterations }, losses: losses, fraction: fraction,
            secondsElapsed: elapsed, secondsLeft: elapsed * (1 - fraction) / fraction)
    }
}
