import NSTKernelTypes

#if NST_V4
    private typealias Doubles = SIMD16<Double>
#elseif NST_V3 || arch(arm64)
    private typealias Doubles = SIMD8<Double>
#else
    private typealias Doubles = SIMD4<Double>
#endif

private typealias Taps = (Doubles, Doubles, Doubles)

/// A vector's kernels at the points of F(6, 3) on one axis, divided by the derivative of the points' polynomial.
@inline(__always)
private func evaluateSix(_ g: Taps) -> (Doubles, Doubles, Doubles, Doubles, Doubles, Doubles, Doubles, Doubles) {
    let (even1, odd1) = ((g.0 + g.2) * (-2.0 / 9), g.1 * (-2.0 / 9))
    let (evenHalf, oddHalf) = ((g.0 + g.2 * 0.25) * (2.0 / 45), g.1 * (1.0 / 45))
    let (even2, odd2) = ((g.0 + g.2 * 4) * (1.0 / 90), g.1 * (1.0 / 45))
    return (
        g.0, even1 + odd1, even1 - odd1, evenHalf + oddHalf, evenHalf - oddHalf, even2 + odd2, even2 - odd2, g.2
    )
}

/// The same for F(4, 3).
@inline(__always)
private func evaluateFour(_ g: Taps) -> (Doubles, Doubles, Doubles, Doubles, Doubles, Doubles) {
    let (evenHalf, oddHalf) = ((g.0 + g.2 * 0.5) * (1.0 / 3), g.1 * (0.5.squareRoot() / 3))
    let (even2, odd2) = ((g.0 + g.2 * 2) * (1.0 / 6), g.1 * (2.0.squareRoot() / 6))
    return (g.0, evenHalf + oddHalf, evenHalf - oddHalf, even2 + odd2, even2 - odd2, g.2)
}

@inline(__always)
private func store(_ values: Doubles, _ target: UnsafeMutablePointer<Float>) { store(Vector(values), target) }

/// Stores six positions' values.
@inline(__always)
private func storeSix(
    _ t: (Doubles, Doubles, Doubles, Doubles, Doubles, Doubles), _ target: UnsafeMutablePointer<Float>, _ stride: Int
) {
    store(t.0, target)
    store(t.1, target + stride)
    store(t.2, target + 2 &* stride)
    store(t.3, target + 3 &* stride)
    store(t.4, target + 4 &* stride)
    store(t.5, target + 5 &* stride)
}

/// Transforms the kernels of one panel of output channels, in double precision.
func transformWeights(_ work: WeightTransform) {
    let inputs = work.inputChannels
    let stride = work.outputChannels * inputs
    // The nine taps of a vector of output channels.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 9 * lanes) { taps in
        guard let taps = taps.baseAddress else { return }
        for input in 0..<inputs {
            for part in 0..<2 {
                for lane in 0..<lanes {
                    let output = work.panel * panelWidth + part * lanes + lane
                    let kernel = work.weights + (output * inputs + input) * 9
                    for tap in 0..<9 { taps[tap * lanes + lane] = kernel[tap] }
                }
                let target = work.packed + (work.panel * inputs + input) * panelWidth + part * lanes
                @inline(__always) func column(_ x: Int) -> Taps {
                    (
                        Doubles(load(taps + x * lanes)), Doubles(load(taps + (3 + x) * lanes)),
                        Doubles(load(taps + (6 + x) * lanes))
                    )
                }
                if work.cell == 6 {
                    transformSix((column(0), column(1), column(2)), target, stride)
                } else {
                    transformFour((column(0), column(1), column(2)), target, stride)
                }
            }
        }
    }
}

@inline(__always)
private func transformSix(_ columns: (Taps, Taps, Taps), _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    let (c0, c1, c2) = (evaluateSix(columns.0), evaluateSix(columns.1), evaluateSix(columns.2))
    @inline(__always) func write(_ row: Int, _ g: Taps) {
        let t = evaluateSix(g)
        let position = target + row &* 8 &* stride
        storeSix((t.0, t.1, t.2, t.3, t.4, t.5), position, stride)
        store(t.6, position + 6 &* stride)
        store(t.7, position + 7 &* stride)
    }
    write(0, (c0.0, c1.0, c2.0))
    write(1, (c0.1, c1.1, c2.1))
    write(2, (c0.2, c1.2, c2.2))
    write(3, (c0.3, c1.3, c2.3))
    write(4, (c0.4, c1.4, c2.4))
    write(5, (c0.5, c1.5, c2.5))
    write(6, (c0.6, c1.6, c2.6))
    write(7, (c0.7, c1.7, c2.7))
}

@inline(__always)
private func transformFour(_ columns: (Taps, Taps, Taps), _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    let (c0, c1, c2) = (evaluateFour(columns.0), evaluateFour(columns.1), evaluateFour(columns.2))
    @inline(__always) func write(_ row: Int, _ g: Taps) {
        storeSix(evaluateFour(g), target + row &* 6 &* stride, stride)
    }
    write(0, (c0.0, c1.0, c2.0))
    write(1, (c0.1, c1.1, c2.1))
    write(2, (c0.2, c1.2, c2.2))
    write(3, (c0.3, c1.3, c2.3))
    write(4, (c0.4, c1.4, c2.4))
    write(5, (c0.5, c1.5, c2.5))
}
