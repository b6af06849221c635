import NSTKernelTypes

/// The lower halves of two vectors, value by value in turn.
@inline(__always)
private func zipLow(_ a: Vector, _ b: Vector) -> Vector {
    var result = Vector()
    result.evenHalf = a.lowHalf
    result.oddHalf = b.lowHalf
    return result
}

/// The upper halves of two vectors, value by value in turn.
@inline(__always)
private func zipHigh(_ a: Vector, _ b: Vector) -> Vector {
    var result = Vector()
    result.evenHalf = a.highHalf
    result.oddHalf = b.highHalf
    return result
}

/// The values of four vectors in turn, as four vectors.
@inline(__always)
private func zip(_ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector) -> Four {
    let (low0, high0) = (zipLow(a, c), zipHigh(a, c))
    let (low1, high1) = (zipLow(b, d), zipHigh(b, d))
    return (zipLow(low0, low1), zipHigh(low0, low1), zipLow(high0, high1), zipHigh(high0, high1))
}

/// Transposes `lanes`×`lanes` values.
@inline(__always)
private func transposeSquare(
    _ source: UnsafePointer<Float>, _ sourceStride: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
) {
    @inline(__always) func row(_ number: Int) -> Vector { load(source + number &* sourceStride) }
    @inline(__always) func write(_ value: Vector, _ number: Int) { store(value, target + number &* targetStride) }
    @inline(__always) func write(_ values: Four, _ number: Int) {
        store(values, target + number &* targetStride, targetStride)
    }
    #if NST_V4
        let a = zip(row(0), row(4), row(8), row(12))
        let b = zip(row(1), row(5), row(9), row(13))
        let c = zip(row(2), row(6), row(10), row(14))
        let d = zip(row(3), row(7), row(11), row(15))
        write(zip(a.0, b.0, c.0, d.0), 0)
        write(zip(a.1, b.1, c.1, d.1), 4)
        write(zip(a.2, b.2, c.2, d.2), 8)
        write(zip(a.3, b.3, c.3, d.3), 12)
    #elseif NST_V3 || arch(arm64)
        let a = zip(row(0), row(2), row(4), row(6))
        let b = zip(row(1), row(3), row(5), row(7))
        write(zipLow(a.0, b.0), 0)
        write(zipHigh(a.0, b.0), 1)
        write(zipLow(a.1, b.1), 2)
        write(zipHigh(a.1, b.1), 3)
        write(zipLow(a.2, b.2), 4)
        write(zipHigh(a.2, b.2), 5)
        write(zipLow(a.3, b.3), 6)
        write(zipHigh(a.3, b.3), 7)
    #else
        write(zip(row(0), row(1), row(2), row(3)), 0)
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
