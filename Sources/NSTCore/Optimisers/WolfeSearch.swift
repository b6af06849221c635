/// A line search for the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6), with cubic
/// interpolation (eq. 3.59) and the safeguards of minFunc (Schmidt 2005), which PyTorch's `strong_wolfe` follows too.
///
/// It is written the other way round: it doesn't call the loss but names the step that it wants to know (`step`), and
/// is told the outcome (`observe`). So whoever evaluates can report progress or stop between any two evaluations.
struct WolfeSearch {
    /// What is known of one step along the direction.
    struct Point {
        var step: Double
        var loss: Double
        /// The derivative of the loss along the direction.
        var slope: Double
        var gradient: [Float]
    }

    /// The sufficient decrease that a step must bring (c₁) and the share of the slope it may leave (c₂).
    private static let (sufficientDecrease, curvature) = (1e-4, 0.9)
    private static let maximumEvaluations = 25

    /// The step whose outcome `observe` expects next.
    private(set) var step: Double

    private let start: Point
    /// Below this width, times the direction's greatest component, a bracket isn't narrowed any further.
    private let smallestBracket: Double
    private var evaluations = 0
    /// While the bracket is sought: the step before. Afterwards: the bracket's end with the lower loss.
    private var low: Point
    /// The bracket's other end, once there is one.
    private var high: Point?
    /// Whether the last interpolation came too close to an end of the bracket.
    private var crowdedLastTime = false

    /// - Parameters:
    ///   - start: Loss, slope and gradient where the search starts; its step is 0 and its slope negative.
    ///   - firstStep: The first step to try.
    ///   - smallestBracket: See the property.
    init(start: Point, firstStep: Double, smallestBracket: Double) {
        self.start = start
        low = start
        step = firstStep
        self.smallestBracket = smallestBracket
    }

    /// Takes the outcome of `step`.
    ///
    /// - Returns: The accepted point (possibly the start, if nothing better was found), or `nil` where `step` now names
    ///   another step to evaluate.
    mutating func observe(loss: Double, slope: Double, gradient: [Float]) -> Point? {
        evaluations += 1
        guard loss.isFinite, slope.isFinite else { return retreat() }
        let point = Point(step: step, loss: loss, slope: slope, gradient: gradient)
        return high == nil ? extend(with: point) : narrow(with: point)
    }

    /// The loss overflowed: come closer to the last good step.
    private mutating func retreat() -> Point? {
        guard evaluations < Self.maximumEvaluations else { return low }
        step = low.step + 0.1 * (step - low.step)
        return nil
    }

    /// Algorithm 3.5: go on until the minimum lies between the last two steps.
    private mutating func extend(with point: Point) -> Point? {
        let decreases = point.loss <= start.loss + Self.sufficientDecrease * point.step * start.slope
        if !decreases || (evaluations > 2 && point.loss >= low.loss) { return beginNarrowing(low, point) }
        if abs(point.slope) <= -Self.curvature * start.slope { return point }
        if point.slope >= 0 { return beginNarrowing(low, point) }
        guard evaluations <= Self.maximumEvaluations else { return point }
        let bounds = (point.step + 0.01 * (point.step - low.step), point.step * 10)
        step = Self.interpolate(low, point, within: bounds)
        low = point
        return nil
    }

    private mutating func beginNarrowing(_ first: Point, _ second: Point) -> Point? {
        setBracket(first, second)
        return propose()
    }

    private mutating func setBracket(_ first: Point, _ second: Point) {
        (low, high) = first.loss <= second.loss ? (first, second) : (second, first)
    }

    /// Chooses the next step inside the bracket, not too close to its ends twice in a row.
    private mutating func propose() -> Point? {
        guard let high, evaluations <= Self.maximumEvaluations else { return low }
        let (left, right) = (min(low.step, high.step), max(low.step, high.step))
        guard right - left >= smallestBracket else { return low }
        // The order of the ends doesn't matter to the interpolation, but fixes its rounding.
        let (first, second) = low.step <= high.step ? (low, high) : (high, low)
        var next = Self.interpolate(first, second, within: (left, right))
        let margin = 0.1 * (right - left)
        if min(right - next, next - left) < margin {
            if crowdedLastTime || next >= right || next <= left {
                next = abs(next - right) < abs(next - left) ? right - margin : left + margin
                crowdedLastTime = false
            } else {
                crowdedLastTime = true
            }
        } else {
            crowdedLastTime = false
        }
        step = next
        return nil
    }

    /// Algorithm 3.6 ("zoom"): the outcome replaces one end of the bracket.
    private mutating func narrow(with point: Point) -> Point? {
        guard let high else { return low }
        let decreases = point.loss <= start.loss + Self.sufficientDecrease * point.step * start.slope
        if !decreases || point.loss >= low.loss {
            setBracket(low, point)
            return propose()
        }
        if abs(point.slope) <= -Self.curvature * start.slope { return point }
        // The minimum lies towards `high` as long as the loss falls that way; else towards the old `low`.
        if point.slope * (high.step - low.step) >= 0 { self.high = low }
        low = point
        return propose()
    }

    /// The minimum of the cubic through two points with their slopes, kept within bounds; the bounds' middle where the
    /// cubic has none (Nocedal & Wright 2006, eq. 3.59).
    private static func interpolate(_ a: Point, _ b: Point, within bounds: (Double, Double)) -> Double {
        let (left, right) = a.step <= b.step ? (a, b) : (b, a)
        let middle = (bounds.0 + bounds.1) / 2
        let d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step)
        let square = d1 * d1 - left.slope * right.slope
        guard square >= 0 else { return middle }
        let d2 = square.squareRoot()
        let minimum =
            right.step - (right.step - left.step) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2))
        return minimum.isFinite ? min(max(minimum, bounds.0), bounds.1) : middle
    }
}
