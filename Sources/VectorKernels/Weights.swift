import NSTKernelTypes

/// Evaluates a kernel's three taps at the points of F(6, 3), divided by the derivative of the points' polynomial.
@inline(__always)
private func evaluateSix(_ g: (Double, Double, Double)) -> (
    Double, Double, Double, Double, Double, Double, Double, Double
) {
    let (even1, odd1) = (-2.0 / 9 * (g.0 + g.2), -2.0 / 9 * g.1)
    let (evenHalf, oddHalf) = (2.0 / 45 * (g.0 + 0.25 * g.2), 1.0 / 45 * g.1)
    let (even2, odd2) = (1.0 / 90 * (g.0 + 4 * g.2), 1.0 / 45 * g.1)
    return (
        g.0, even1 + odd1, even1 - odd1, evenHalf + oddHalf, evenHalf - oddHalf, even2 + odd2, even2 - odd2, g.2
    )
}

/// The same for F(4, 3).
@inline(__always)
private func evaluateFour(_ g: (Double, Double, Double)) -> (Double, Double, Double, Double, Double, Double) {
    let (evenHalf, oddHalf) = (1.0 / 3 * (g.0 + 0.5 * g.2), 1.0 / 3 * 0.5.squareRoot() * g.1)
    let (even2, odd2) = (1.0 / 6 * (g.0 + 2 * g.2), 1.0 / 6 * 2.0.squareRoot() * g.1)
    return (g.0, evenHalf + oddHalf, evenHalf - oddHalf, even2 + odd2, even2 - odd2, g.2)
}

/// Transforms the kernels of one panel of output channels, in double precision.
func transformWeights(_ work: WeightTransform) {
    let points = work.tile + 2
    let inputs = work.inputChannels
    let positionStride = work.outputChannels * inputs
    for input in 0..<inputs {
        for lane in 0..<panelWidth {
            let output = work.panel * panelWidth + lane
            let kernel = work.weights + (output * inputs + input) * 9
            let target = work.packed + (work.panel * inputs + input) * panelWidth + lane
            @inline(__always) func column(_ x: Int) -> (Double, Double, Double) {
                (Double(kernel[x]), Double(kernel[3 + x]), Double(kernel[6 + x]))
            }
            if work.tile == 6 {
                let (c0, c1, c2) = (evaluateSix(column(0)), evaluateSix(column(1)), evaluateSix(column(2)))
                @inline(__always) func write(_ row: Int, _ g: (Double, Double, Double)) {
                    let t = evaluateSix(g)
                    let position = target + row * points * positionStride
                    position[0] = Float(t.0)
                    position[positionStride] = Float(t.1)
                    position[2 * positionStride] = Float(t.2)
                    position[3 * positionStride] = Float(t.3)
                    position[4 * positionStride] = Float(t.4)
                    position[5 * positionStride] = Float(t.5)
                    position[6 * positionStride] = Float(t.6)
                    position[7 * positionStride] = Float(t.7)
                }
                write(0, (c0.0, c1.0, c2.0))
                write(1, (c0.1, c1.1, c2.1))
                write(2, (c0.2, c1.2, c2.2))
                write(3, (c0.3, c1.3, c2.3))
                write(4, (c0.4, c1.4, c2.4))
                write(5, (c0.5, c1.5, c2.5))
                write(6, (c0.6, c1.6, c2.6))
                write(7, (c0.7, c1.7, c2.7))
            } else {
                let (c0, c1, c2) = (evaluateFour(column(0)), evaluateFour(column(1)), evaluateFour(column(2)))
                @inline(__always) func write(_ row: Int, _ g: (Double, Double, Double)) {
                    let t = evaluateFour(g)
                    let position = target + row * points * positionStride
                    position[0] = Float(t.0)
                    position[positionStride] = Float(t.1)
                    position[2 * positionStride] = Float(t.2)
                    position[3 * positionStride] = Float(t.3)
                    position[4 * positionStride] = Float(t.4)
                    position[5 * positionStride] = Float(t.5)
                }
                write(0, (c0.0, c1.0, c2.0))
                write(1, (c0.1, c1.1, c2.1))
                write(2, (c0.2, c1.2, c2.2))
                write(3, (c0.3, c1.3, c2.3))
                write(4, (c0.4, c1.4, c2.4))
                write(5, (c0.5, c1.5, c2.5))
            }
        }
    }
}

