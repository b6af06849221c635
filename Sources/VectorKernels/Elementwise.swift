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
