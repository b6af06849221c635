import NSTKernels
import NSTOptions
import NSTPictures

/// A content picture that is painted in the style of others by changing its pixels until the network sees the content's
/// features and the styles' statistics (Gatys, Ecker & Bethge 2015).
///
/// Each `Progress` value is the outcome of one evaluation of the network. Paintings share nothing but the network.
public final class OptimisedPainting: Painting {
    /// What it takes.
    public let plan: Plan
    /// The best picture so far, at the size of the present scale, and with the colours that it is painted with.
    public private(set) var picture: RGBImage
    /// What happened that a user may want to know.
    public private(set) var remarks: Set<Remark> = []

    /// The content as it was given, for colours that come back at the end.
    private let original: RGBImage
    /// The same as large as it was last wanted: who watches a painting wants one size.
    private var resizedOriginal: RGBImage?
    /// Content and styles with the colours that they are painted with.
    private let content: Content
    private let styles: [Style]
    private let network: Network
    private let backend: Backend
    /// The weights of the scale before, most of which the next uses, too.
    private var weights: [FeaturePass.StepWeights] = []
    /// What all scales work in, one after the other.
    private var workspace: LargeMemory?
    /// How fast this machine is, as far as that was measured.
    private let speed: Speed?
    /// The share of the work over which what was measured before counts as if it had been seen in this painting.
    private static let trustInSpeed = 0.05
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// Whether the painting began with a given picture, which says where the styles go as what is painted so far does.
    private let hasInitialPicture: Bool
    private var scaleIndex = 0
    private var scaleRun: ScaleRun?
    private var iteration = 0
    private var fraction = 0.0

    private var settings: Settings { plan.settings }

    /// Prepares a painting.
    ///
    /// - Parameters:
    ///   - content: The picture to paint.
    ///   - styles: The pictures in whose styles it is painted; at least one, unless the settings use no style.
    ///   - network: The network that the plan's settings name.
    ///   - initial: What the painting starts from, of any size, instead of what the settings say.
    ///   - plan: Made for pictures of these sizes.
    ///   - speed: For a better guess of the time that is left, while little is painted.
    /// - Throws: `PaintingError` where that can't be: other sizes, a layer that the network lacks.
    public init(
        content: Content, styles: [Style], network: Network, plan: Plan, initial: RGBImage? = nil,
        speed: Speed? = nil, backend configuration: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        start = clock.now
        guard content.image.extent == plan.pictures.content, styles.map(\.image.extent) == plan.pictures.styles else {
            throw .pictureSizesChanged
        }
        let settings = plan.settings
        for layer in settings.contentLayers.names + settings.styleLayers.names where !network.contains(layer) {
            throw .network(.unknownLayer(layer))
        }
        self.plan = plan
        self.speed = speed
        self.network = network
        backend = Backend(configuration)
        original = content.image
        (self.content, self.styles) = settings.colours.prepare(content: content, styles: styles, pool: backend.pool)
        hasInitialPicture = initial != nil
        let coarsest = plan.scales[0]
        picture =
            if let initial {
                settings.colours.prepare(
                    initial: initial.resampled(to: coarsest.extent, pool: backend.pool), pool: backend.pool)
            } else {
                settings.initialImage.picture(
                    coarsest.extent, content: self.content.image, styles: self.styles, styleExtents: coarsest.styles,
                    seed: settings.seed, pool: backend.pool)
            }
    }

    /// Plans a painting and prepares it.
    ///
    /// - Parameter memoryLimit: How many bytes the process may take; `nil` for any number.
    /// - Throws: `PaintingError` where that can't be: pictures too small, too little memory.
    public convenience init(
        content: Content, styles: [Style], network: Network, settings: Settings, initial: RGBImage? = nil,
        memoryLimit: Int? = nil, backend: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        let pictures = HeldPictures(
            content: content.image.extent, styles: styles.map(\.image.extent), initial: initial?.extent)
        try self.init(
            content: content, styles: styles, network: network,
            plan: Plan(for: pictures, settings: settings, memoryLimit: memoryLimit, backend: backend), initial: initial,
            backend: backend)
    }

    /// Evaluates the network once more.
    ///
    /// - Returns: How far the painting has come; `nil` when it is done.
    /// - Throws: `PaintingError` where memory is refused, or the loss isn't finite from the start.
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
            if let best = run.best {
                picture = best.image
            } else if iteration == 0 {
                throw .lossNotFinite
            }
            remarks.formUnion(run.remarks)
            iteration += 1
            return progress(scale: scale, evaluations: run.evaluations, losses: losses)
        }
        // Whoever takes the result needs room for it.
        workspace = nil
        weights = []
        return nil
    }

    private func begin(_ scale: Plan.Scale) throws(PaintingError) -> ScaleRun {
        let target = content.resampled(to: scale.extent, pool: backend.pool)
        let styleTargets = zip(styles, scale.styles).map { $0.resampled(to: $1, pool: backend.pool) }
        do {
            let memory = try workspace(of: plan.workspaceCounts[scaleIndex])
            let start = warmStart(for: target.image)
            let guide = guide(for: target.image, start: start, stage: scale.stage)
            // Transformed weights of a picture in one piece serve the next scale, too; those of tiles make way.
            if !scale.tiles.isWhole { weights = [] }
            let objective = try Objective(
                content: target, styles: styleTargets, network: network, settings: settings, guide: guide,
                stage: scale.stage, tiles: scale.tiles, memory: memory, backend: backend)
            weights = scale.tiles.isWhole ? objective.weights : []
            let optimiser = settings.effectiveOptimiser
            let stepSize =
                settings.stepSize
                ?? optimiser.stepSize(
                    iterations: scale.iterations, stage: scale.stage,
                    isFarAway: scaleIndex == 0 && !hasInitialPicture && settings.initialImage != .content)
            return try ScaleRun(
                start: start, objective: objective, optimiser: optimiser, iterations: scale.iterations,
                stepSize: stepSize,
                adamDecay: settings.adamDecay, history: scale.historyLength, stopsWhenStill: settings.stopsWhenStill,
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

    /// The best picture so far at any size, with the colours that the settings ask for.
    ///
    /// - Parameter extent: `nil` for the content's own size.
    public func result(_ extent: Extent?) -> RGBImage {
        let extent = extent ?? original.extent
        let original = original(at: extent)
        var result = settings.colours.finish(
            picture.resampled(to: extent, pool: backend.pool), content: original, pool: backend.pool)
        let share = Float(settings.paintedShare)
        let styled = styledShare(extent)
        guard share < 1 || styled != nil else { return result }
        for index in result.values.indices {
            let share = share * (styled?.values[index / 3] ?? 1)
            result.values[index] = original.values[index] + share * (result.values[index] - original.values[index])
        }
        return result
    }

    /// How much of each pixel has a style; `nil` where all have one. Where none is wanted, a painting of nearest features is
    /// the picture: the coarse levels that it is painted in reach beyond a region's edge.
    private func styledShare(_ extent: Extent) -> Mask? {
        let regions = styles.compactMap(\.region)
        guard settings.losses == .nearest, !regions.isEmpty, regions.count == styles.count else { return nil }
        var sum = [Float](repeating: 0, count: extent.pixels)
        for region in regions {
            let mask = region.resampled(height: extent.height, width: extent.width).clamped
            for index in sum.indices { sum[index] = min(1, sum[index] + mask.values[index]) }
        }
        return Mask(height: extent.height, width: extent.width, values: sum)
    }

    private func original(at extent: Extent) -> RGBImage {
        if let resizedOriginal, resizedOriginal.extent == extent { return resizedOriginal }
        let resized = original.resampled(to: extent, pool: backend.pool)
        resizedOriginal = resized
        return resized
    }

    /// What a scale begins with: the picture of the scale before, enlarged, with a share of the detail that the content has
    /// and that scale couldn't hold.
    private func warmStart(for target: RGBImage) -> RGBImage {
        guard scaleIndex > 0, settings.hasContent else {
            return picture.resampled(to: target.extent, pool: backend.pool)
        }
        return enlarged(for: target, detail: settings.detail / 100)
    }

    /// What says which part of the styles goes where: the content with a share of what is painted so far; in the last pass
    /// what is painted alone.
    private func guide(for target: RGBImage, start: RGBImage, stage: Stage) -> RGBImage? {
        guard let share = LossTable.course(settings).paintedShareOfGuide else { return nil }
        if stage == .finishing { return start }
        guard scaleIndex > 0 || hasInitialPicture else { return nil }
        var guide = enlarged(for: target, detail: 1)
        for index in guide.values.indices {
            guide.values[index] += (1 - share) * (target.values[index] - guide.values[index])
        }
        return guide
    }

    /// The picture of the scale before, enlarged, with a share of the detail that the content has and that scale couldn't
    /// hold.
    private func enlarged(for target: RGBImage, detail: Double) -> RGBImage {
        var start = picture.resampled(to: target.extent, pool: backend.pool)
        guard detail > 0, picture.extent != target.extent else { return start }
        let coarse = content.image.resampled(to: picture.extent, pool: backend.pool)
            .resampled(to: target.extent, pool: backend.pool)
        let share = Float(detail)
        for index in start.values.indices {
            let detail = target.values[index] - coarse.values[index]
            start.values[index] = min(1, max(0, start.values[index] + share * detail))
        }
        return start
    }

    private func progress(scale: Plan.Scale, evaluations: Int, losses: LossValues) -> Progress {
        let earlier = plan.scales[..<scaleIndex].reduce(0) { $0 + Plan.work(of: $1) }
        let within = scale.preparation + scale.evaluationWork * Double(evaluations)
        fraction = min(1, max(fraction, (earlier + within) / plan.work))
        let elapsed = (clock.now - start) / .seconds(1)
        // The first small scales say little about the large ones, which the measured speed was measured for.
        let foretold = speed.map { plan.seconds(at: $0) }
        let trust = foretold == nil ? 0 : Self.trustInSpeed
        let whole = (elapsed + trust * (foretold ?? 0)) / (fraction + trust)
        return Progress(
            scale: scaleIndex + 1, scaleCount: plan.scales.count, iteration: iteration, iterations: plan.iterations,
            losses: losses, fraction: fraction, secondsElapsed: elapsed,
            secondsLeft: whole * (1 - fraction))
    }
}
