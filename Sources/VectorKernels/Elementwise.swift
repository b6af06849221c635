/// `output[i] = max(0, input[i])`; the two may be the same memory.
func rectify(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
    var index = 0
    while index + lanes <= count {
        store(rectified(load(input + index)), output + index)
        index += lanes
    }
    while index < count {
        output[index] = input[index] > 0 ? input[index] : 0
        index += 1
    }
}

/// Sets `gradient[i]` to zero where `activation[i]` isn't positive.
func gate(_ gradient: UnsafeMutablePointer<Float>, _ activation: UnsafePointer<Float>, _ count: Int) {
    var index = 0
    while index + lanes <= count {
        let passing = load(gradient + index).replacing(with: 0, where: load(activation + index) .<= 0)
        store(passing, gradient + index)
        index += lanes
    }
    while index < count {
        gradient[index] = activation[index] > 0 ? gradient[index] : 0
        index += 1
    }
}

/// `y[i] += x[i]`.
func addVector(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    var index = 0
    while index + lanes <= count {
        store(load(y + index) + load(x + index), y + index)
        index += lanes
    }
    while index < count {
        y[index] += x[index]
        index += 1
    }
}

/// `Σ a[i]·b[i]`. A product of two `Float`s is exact in a `Double`.
func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Double {
    @inline(__always) func doubles(_ values: Vector) -> (DoubleVector, DoubleVector) {
        (DoubleVector(values.lowHalf), DoubleVector(values.highHalf))
    }
    var (low, high) = (DoubleVector(), DoubleVector())
    var index = 0
    while index + lanes <= count {
        let ((x0, x1), (y0, y1)) = (doubles(load(a + index)), doubles(load(b + index)))
        low += x0 * y0
        high += x1 * y1
        index += lanes
    }
    var sum = (low + high).sum()
    while index < count {
        sum += Double(a[index]) * Double(b[index])
        index += 1
    }
    return sum
}

/// `y[i] += factor · x[i]`.
func addMultiple(_ factor: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    var index = 0
    while index + lanes <= count {
        store(add(load(y + index), factor, load(x + index)), y + index)
        index += lanes
    }
    while index < count {
        y[index] += factor * x[index]
        index += 1
    }
}
