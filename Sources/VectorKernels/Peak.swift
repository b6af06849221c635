/// Multiplies and adds in registers only, in twelve independent chains, which hide the instruction's latency: what the
/// processor can do at most. Returns a value so that nothing is left out.
///
/// That is `rounds · 12 · lanes` multiplications and as many additions.
func multiplyAndAdd(_ rounds: Int) -> Float {
    let factor = Vector(repeating: 0.999)
    let term = Vector(repeating: 0.001)
    var (a, b, c, d) = (start(0), start(1), start(2), start(3))
    var (e, f, g, h) = (start(4), start(5), start(6), start(7))
    var (i, j, k, l) = (start(8), start(9), start(10), start(11))
    var round = 0
    while round < rounds {
        a = add(term, a, factor)
        b = add(term, b, factor)
        c = add(term, c, factor)
        d = add(term, d, factor)
        e = add(term, e, factor)
        f = add(term, f, factor)
        g = add(term, g, factor)
        h = add(term, h, factor)
        i = add(term, i, factor)
        j = add(term, j, factor)
        k = add(term, k, factor)
        l = add(term, l, factor)
        round += 1
    }
    return (((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l))).sum()
}

@inline(__always) private func start(_ number: Int) -> Vector { Vector(repeating: Float(number) * 0.01) }
