import NSTKernelTypes

/// Exchanges the odd values of one vector with the even ones of the next.
@inline(__always)
private func exchangeValues(_ a: inout Vector, _ b: inout Vector) {
    let odd = a.oddHalf
    a.oddHalf = b.evenHalf
    b.evenHalf = odd
}

#if NST_V4
    private typealias Pairs = SIMD8<Double>
#elseif NST_V3 || arch(arm64)
    private typealias Pairs = SIMD4<Double>
#endif

#if NST_V4 || NST_V3 || arch(arm64)
    /// The same for pairs of values.
    @inline(__always)
    private func exchangePairs(_ a: inout Vector, _ b: inout Vector) {
        var x = unsafeBitCast(a, to: Pairs.self)
        var y = unsafeBitCast(b, to: Pairs.self)
        let odd = x.oddHalf
        x.oddHalf = y.evenHalf
        y.evenHalf = odd
        a = unsafeBitCast(x, to: Vector.self)
        b = unsafeBitCast(y, to: Vector.self)
    }
#endif

#if NST_V4
    /// The same for groups of four.
    @inline(__always)
    private func exchangeFours(_ a: inout Vector, _ b: inout Vector) {
        let (low, high) = (a.lowHalf.highHalf, a.highHalf.highHalf)
        a.lowHalf.highHalf = b.lowHalf.lowHalf
        a.highHalf.highHalf = b.highHalf.lowHalf
        b.lowHalf.lowHalf = low
        b.highHalf.lowHalf = high
    }
#endif

/// The same for halves.
@inline(__always)
private func exchangeHalves(_ a: inout Vector, _ b: inout Vector) {
    let high = a.highHalf
    a.highHalf = b.lowHalf
    b.lowHalf = high
}

/// Transposes `lanes`×`lanes` values.
@inline(__always)
private func transposeSquare(
    _ source: UnsafePointer<Float>, _ sourceStride: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
) {
    #if NST_V4
        var (r0, r1, r2, r3, r4, r5, r6, r7) = loadEight(source, sourceStride)
        var (r8, r9, r10, r11, r12, r13, r14, r15) = loadEight(source + 8 &* sourceStride, sourceStride)
        exchangeHalves(&r0, &r8)
        exchangeHalves(&r1, &r9)
        exchangeHalves(&r2, &r10)
        exchangeHalves(&r3, &r11)
        exchangeHalves(&r4, &r12)
        exchangeHalves(&r5, &r13)
        exchangeHalves(&r6, &r14)
        exchangeHalves(&r7, &r15)
        exchangeFours(&r0, &r4)
        exchangeFours(&r1, &r5)
        exchangeFours(&r2, &r6)
        exchangeFours(&r3, &r7)
        exchangeFours(&r8, &r12)
        exchangeFours(&r9, &r13)
        exchangeFours(&r10, &r14)
        exchangeFours(&r11, &r15)
        exchangePairs(&r0, &r2)
        exchangePairs(&r1, &r3)
        exchangePairs(&r4, &r6)
        exchangePairs(&r5, &r7)
        exchangePairs(&r8, &r10)
        exchangePairs(&r9, &r11)
        exchangePairs(&r12, &r14)
        exchangePairs(&r13, &r15)
        exchangeValues(&r0, &r1)
        exchangeValues(&r2, &r3)
        exchangeValues(&r4, &r5)
        exchangeValues(&r6, &r7)
        exchangeValues(&r8, &r9)
        exchangeValues(&r10, &r11)
        exchangeValues(&r12, &r13)
        exchangeValues(&r14, &r15)
        store((r0, r1, r2, r3, r4, r5, r6, r7), target, targetStride)
        store((r8, r9, r10, r11, r12, r13, r14, r15), target + 8 &* targetStride, targetStride)
    #elseif NST_V3 || arch(arm64)
        var (r0, r1, r2, r3, r4, r5, r6, r7) = loadEight(source, sourceStride)
        exchangeHalves(&r0, &r4)
        exchangeHalves(&r1, &r5)
        exchangeHalves(&r2, &r6)
        exchangeHalves(&r3, &r7)
        exchangePairs(&r0, &r2)
        exchangePairs(&r1, &r3)
        exchangePairs(&r4, &r6)
        exchangePairs(&r5, &r7)
        exchangeValues(&r0, &r1)
        exchangeValues(&r2, &r3)
        exchangeValues(&r4, &r5)
        exchangeValues(&r6, &r7)
        store((r0, r1, r2, r3, r4, r5, r6, r7), target, targetStride)
    #else
        var (r0, r1) = (load(source), load(source + sourceStride))
        var (r2, r3) = (load(source + 2 &* sourceStride), load(source + 3 &* sourceStride))
        exchangeHalves(&r0, &r2)
        exchangeHalves(&r1, &r3)
        exchangeValues(&r0, &r1)
        exchangeValues(&r2, &r3)
        store((r0, r1, r2, r3), target, targetStride)
    #endif
}

/// Reads one panel of input channels, for all output channels, out of the forward pass' weights.
func transpose(_ work: PanelTransposition) {
    let (inputs, outputs) = (work.inputChannels, work.outputChannels)
    for outputPanel in 0..<(outputs / panelWidth) {
        let source = work.packed + (outputPanel * inputs + work.panel * panelWidth) * panelWidth
        let target = work.target + outputPanel * panelWidth * panelWidth
        // `[panel of inputs, panel of outputs]` to its transpose, in four squares.
        for output in 0..<2 {
            for input in 0..<2 {
                transposeSquare(
                    source + (input * panelWidth + output) * lanes, panelWidth,
                    target + (output * panelWidth + input) * lanes, panelWidth)
            }
        }
    }
}
