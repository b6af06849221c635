import CProcessor
import NSTKernelTypes

/// Two rows of a product by one panel, in registers.
private struct RowPair {
    var x0 = Vector()
    var x1 = Vector()
    var y0 = Vector()
    var y1 = Vector()

    @inline(__always)
    mutating func step(_ a: UnsafePointer<Float>, _ stride: Int, _ b0: Vector, _ b1: Vector) {
        let x = Vector(repeating: a[0])
        x0 = add(x0, x, b0)
        x1 = add(x1, x, b1)
        let y = Vector(repeating: a[stride])
        y0 = add(y0, y, b0)
        y1 = add(y1, y, b1)
    }

    @inline(__always)
    func write(_ c: UnsafeMutablePointer<Float>, _ stride: Int) {
        store(x0, c)
        store(x1, c + lanes)
        store(y0, c + stride)
        store(y1, c + stride + lanes)
    }

    @inline(__always)
    func addTo(_ c: UnsafeMutablePointer<Float>, _ stride: Int) {
        store(load(c) + x0, c)
        store(load(c + lanes) + x1, c + lanes)
        store(load(c + stride) + y0, c + stride)
        store(load(c + stride + lanes) + y1, c + stride + lanes)
    }
}

#if NST_V4
    /// 28 sums, the panel's two vectors and a factor: all but one of 32 registers.
    let registerRows = 14

    private struct RegisterRows {
        var (p0, p1, p2, p3) = (RowPair(), RowPair(), RowPair(), RowPair())
        var (p4, p5, p6) = (RowPair(), RowPair(), RowPair())

        @inline(__always)
        mutating func step(_ a: UnsafePointer<Float>, _ sa: Int, _ b: UnsafePointer<Float>) {
            let (b0, b1) = (load(b), load(b + lanes))
            p0.step(a, sa, b0, b1)
            p1.step(a + 2 &* sa, sa, b0, b1)
            p2.step(a + 4 &* sa, sa, b0, b1)
            p3.step(a + 6 &* sa, sa, b0, b1)
            p4.step(a + 8 &* sa, sa, b0, b1)
            p5.step(a + 10 &* sa, sa, b0, b1)
            p6.step(a + 12 &* sa, sa, b0, b1)
        }

        @inline(__always)
        func write(_ c: UnsafeMutablePointer<Float>, _ sc: Int) {
            p0.write(c, sc)
            p1.write(c + 2 &* sc, sc)
            p2.write(c + 4 &* sc, sc)
            p3.write(c + 6 &* sc, sc)
            p4.write(c + 8 &* sc, sc)
            p5.write(c + 10 &* sc, sc)
            p6.write(c + 12 &* sc, sc)
        }
    }

    @inline(__always)
    private func multiplyEight(
        _ a: UnsafePointer<Float>, _ sa: Int, _ b: UnsafePointer<Float>, _ depth: Int, _ c: UnsafeMutablePointer<Float>,
        _ sc: Int
    ) {
        var (p0, p1, p2, p3) = (RowPair(), RowPair(), RowPair(), RowPair())
        var (a, b) = (a, b)
        for _ in 0..<depth {
            let (b0, b1) = (load(b), load(b + lanes))
            p0.step(a, sa, b0, b1)
            p1.step(a + 2 &* sa, sa, b0, b1)
            p2.step(a + 4 &* sa, sa, b0, b1)
            p3.step(a + 6 &* sa, sa, b0, b1)
            a += 1
            b += panelWidth
        }
        p0.write(c, sc)
        p1.write(c + 2 &* sc, sc)
        p2.write(c + 4 &* sc, sc)
        p3.write(c + 6 &* sc, sc)
    }
#else
    /// Twelve sums, the panel's two vectors and a factor: all but one of 16 registers.
    let registerRows = 6

    private struct RegisterRows {
        var (p0, p1, p2) = (RowPair(), RowPair(), RowPair())

        @inline(__always)
        mutating func step(_ a: UnsafePointer<Float>, _ sa: Int, _ b: UnsafePointer<Float>) {
            let (b0, b1) = (load(b), load(b + lanes))
            p0.step(a, sa, b0, b1)
            p1.step(a + 2 &* sa, sa, b0, b1)
            p2.step(a + 4 &* sa, sa, b0, b1)
        }

        @inline(__always)
        func write(_ c: UnsafeMutablePointer<Float>, _ sc: Int) {
            p0.write(c, sc)
            p1.write(c + 2 &* sc, sc)
            p2.write(c + 4 &* sc, sc)
        }
    }
#endif

/// As many rows as fit into the registers. Meanwhile, one line of `ahead` is asked for in four steps.
///
/// One step at a time: of several, the compiler would load the panels at once, and put sums out of the registers.
@inline(__always)
private func multiplyRows(
    _ a: UnsafePointer<Float>, _ sa: Int, _ b: UnsafePointer<Float>, _ depth: Int, _ c: UnsafeMutablePointer<Float>,
    _ sc: Int, _ ahead: UnsafeRawPointer, _ aheadStep: Int
) {
    var sums = RegisterRows()
    var (a, b, ahead) = (a, b, ahead)
    for _ in 0..<depth {
        processor_prefetch(ahead)
        sums.step(a, sa, b)
        ahead += aheadStep
        a += 1
        b += panelWidth
    }
    sums.write(c, sc)
}

@inline(__always)
private func multiplyFour(
    _ a: UnsafePointer<Float>, _ sa: Int, _ b: UnsafePointer<Float>, _ depth: Int, _ c: UnsafeMutablePointer<Float>,
    _ sc: Int
) {
    var (p0, p1) = (RowPair(), RowPair())
    var (a, b) = (a, b)
    for _ in 0..<depth {
        let (b0, b1) = (load(b), load(b + lanes))
        p0.step(a, sa, b0, b1)
        p1.step(a + 2 &* sa, sa, b0, b1)
        a += 1
        b += panelWidth
    }
    p0.write(c, sc)
    p1.write(c + 2 &* sc, sc)
}

@inline(__always)
private func multiplyOne(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ depth: Int, _ c: UnsafeMutablePointer<Float>
) {
    // Two sums for each vector, so that one product need not wait for the one before.
    var (even0, even1, odd0, odd1) = (Vector(), Vector(), Vector(), Vector())
    for pair in 0..<(depth / 2) {
        let (x, y) = (Vector(repeating: a[2 * pair]), Vector(repeating: a[2 * pair + 1]))
        let row = b + 2 * pair * panelWidth
        even0 = add(even0, x, load(row))
        even1 = add(even1, x, load(row + lanes))
        odd0 = add(odd0, y, load(row + panelWidth))
        odd1 = add(odd1, y, load(row + panelWidth + lanes))
    }
    if depth & 1 == 1 {
        let (x, row) = (Vector(repeating: a[depth - 1]), b + (depth - 1) * panelWidth)
        even0 = add(even0, x, load(row))
        even1 = add(even1, x, load(row + lanes))
    }
    store(even0 + odd0, c)
    store(even1 + odd1, c + lanes)
}

/// `c = a · b`. A panel stays in the cache while the rows pass by.
func multiply(_ product: Product) {
    let (sa, sc, depth) = (product.aStride, product.cStride, product.depth)
    // A group of rows asks for one chunk: a line for each four of its steps.
    var chunk = 0
    for panel in 0..<product.panels {
        let b = product.b + panel * depth * panelWidth
        var (a, c, rows) = (product.a, product.c + panel * panelWidth, product.rows)
        while rows >= registerRows {
            if chunk < product.prefetch.chunks, let base = product.prefetch.base {
                multiplyRows(a, sa, b, depth, c, sc, base + chunk * product.prefetch.stride, 16)
                chunk += 1
            } else {
                multiplyRows(a, sa, b, depth, c, sc, b, 0)
            }
            a += registerRows * sa
            c += registerRows * sc
            rows -= registerRows
        }
        #if NST_V4
            if rows >= 8 {
                multiplyEight(a, sa, b, depth, c, sc)
                a += 8 * sa
                c += 8 * sc
                rows -= 8
            }
        #endif
        if rows >= 4 {
            multiplyFour(a, sa, b, depth, c, sc)
            a += 4 * sa
            c += 4 * sc
            rows -= 4
        }
        while rows > 0 {
            multiplyOne(a, b, depth, c)
            a += sa
            c += sc
            rows -= 1
        }
    }
}

/// Adds `Σ_p features[p, i] · features[p, j]` to `gram[i, j]`, for those of the panels of `j` that reach to `i` or
/// beyond.
func addGram(_ block: GramBlock) {
    let (pixels, channels) = (block.pixels, block.channels)
    // Copied panel by panel, so that neither factor's rows lie a multiple of 4 KiB apart.
    for panel in 0..<block.panels.upperBound {
        let target = block.scratch + panel * pixels * panelWidth
        let source = block.features + panel * panelWidth
        for pixel in 0..<pixels {
            store(load(source + pixel * channels), target + pixel * panelWidth)
            store(load(source + pixel * channels + lanes), target + pixel * panelWidth + lanes)
        }
    }
    for panel in block.panels {
        let right = block.scratch + panel * pixels * panelWidth
        var row = 0
        while row < (panel + 1) * panelWidth {
            let left = block.scratch + (row / panelWidth) * pixels * panelWidth + row % panelWidth
            let target = block.gram + row * channels + panel * panelWidth
            row += addOuterProducts(left, right, pixels, target, channels)
        }
    }
}

/// Adds the products of some columns of `left` with a panel; returns how many columns.
@inline(__always)
private func addOuterProducts(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ pixels: Int, _ target: UnsafeMutablePointer<Float>,
    _ stride: Int
) -> Int {
    #if NST_V4
        var (p0, p1, p2, p3) = (RowPair(), RowPair(), RowPair(), RowPair())
    #else
        var (p0, p1) = (RowPair(), RowPair())
    #endif
    var (a, b) = (left, right)
    for _ in 0..<pixels {
        let (b0, b1) = (load(b), load(b + lanes))
        p0.step(a, 1, b0, b1)
        p1.step(a + 2, 1, b0, b1)
        #if NST_V4
            p2.step(a + 4, 1, b0, b1)
            p3.step(a + 6, 1, b0, b1)
        #endif
        a += panelWidth
        b += panelWidth
    }
    p0.addTo(target, stride)
    p1.addTo(target + 2 * stride, stride)
    #if NST_V4
        p2.addTo(target + 4 * stride, stride)
        p3.addTo(target + 6 * stride, stride)
        return 8
    #else
        return 4
    #endif
}
