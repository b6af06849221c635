// The one-dimensional transforms of Winograd's F(6, 3) and F(4, 3) (Lavin & Gray 2016, section 4.2), from the
// interpolation points below by the method of Toom and Cook.
//
// F(6, 3): 0, 1, −1, ½, −½, 2, −2, ∞, in this order. F(4, 3): 0, √½, −√½, √2, −√2, ∞; twice as accurate as with ±1, ±2.
// Both sets are closed under p ↦ 1/p, and the scales of the points are chosen such that a kernel turned by 180° has at p
// what the kernel has at 1/p: the backward pass can use the forward pass' transformed weights.

private let half: Float = 0.5
private let rootHalf: Float = 0.707_106_77
private let rootTwo: Float = 1.414_213_5

/// The data transform of F(6, 3).
@inline(__always)
func transformEight(_ d: Eight) -> Eight {
    let even1 = add(d.2 + d.6, -4.25, d.4)
    let odd1 = add(d.1 + d.5, -4.25, d.3)
    let evenHalf = add(add(d.6, -5, d.4), 4, d.2)
    let oddHalf = add(add(d.5, -5, d.3), 4, d.1)
    let even2 = add(add(d.6, -1.25, d.4), 0.25, d.2)
    let odd2 = add(add(d.5, -1.25, d.3), 0.25, d.1)
    return (
        add(d.0 - d.6, 5.25, d.4 - d.2), even1 + odd1, even1 - odd1, add(evenHalf, half, oddHalf),
        add(evenHalf, -half, oddHalf), add(even2, 2, odd2), add(even2, -2, odd2), add(d.7 - d.1, 5.25, d.3 - d.5)
    )
}

/// The output transform of F(6, 3).
@inline(__always)
func finishEight(_ m: Eight) -> Six {
    let (sum1, difference1) = (m.1 + m.2, m.1 - m.2)
    let (sumHalf, differenceHalf) = (m.3 + m.4, m.3 - m.4)
    let (sum2, difference2) = (m.5 + m.6, m.5 - m.6)
    return (
        add(m.0 + sum1 + sum2, 16, sumHalf), add(add(difference1, 8, differenceHalf), 2, difference2),
        add(sum1, 4, sumHalf + sum2), add(add(difference1, 2, differenceHalf), 8, difference2),
        add(sum1 + sumHalf, 16, sum2), add(add(difference1 + m.7, half, differenceHalf), 32, difference2)
    )
}

/// The data transform of F(4, 3).
@inline(__always)
func transformSix(_ d: Six) -> Six {
    let evenHalf = add(d.4, -2, d.2)
    let oddHalf = add(d.3, -2, d.1)
    let even2 = add(d.4, -half, d.2)
    let odd2 = add(d.3, -half, d.1)
    return (
        add(d.0 + d.4, -2.5, d.2), add(evenHalf, rootHalf, oddHalf), add(evenHalf, -rootHalf, oddHalf),
        add(even2, rootTwo, odd2), add(even2, -rootTwo, odd2), add(d.1 + d.5, -2.5, d.3)
    )
}

/// The output transform of F(4, 3).
@inline(__always)
func finishSix(_ m: Six) -> Four {
    let (sumHalf, differenceHalf) = (m.1 + m.2, m.1 - m.2)
    let (sum2, difference2) = (m.3 + m.4, m.3 - m.4)
    return (
        add(m.0 + sum2, -2, sumHalf), Vector(repeating: rootTwo) * (difference2 - differenceHalf),
        add(-sumHalf, 2, sum2), add(add(m.5, 2 * rootTwo, difference2), -rootHalf, differenceHalf)
    )
}
