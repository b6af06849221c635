import NSTKernels

@testable import NSTCore

extension LargeMemory {
    /// Memory that holds these values.
    static func holding(_ values: [Float]) throws -> LargeMemory {
        let memory = try LargeMemory.allocate(values.count)
        memory.base.update(from: values, count: values.count)
        return memory
    }

    /// What it holds.
    var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Optimiser {
    /// Where the loss is to be evaluated next.
    var point: [Float] { position.values }

    /// Takes the loss and its gradient at `position`.
    mutating func observe(loss: Double, gradient: [Float]) throws {
        var memory = try LargeMemory.holding(gradient)
        observe(loss: loss, gradient: &memory)
    }
}

extension Gamut {
    /// The free values of a picture.
    func encoded(_ image: [Float], margin: Float = Gamut.margin) throws -> LargeMemory {
        let memory = try LargeMemory.allocate(image.count)
        encode(image, margin: margin, to: memory.base, space: VectorSpace(backend: nil, count: image.count))
        return memory
    }

    /// The picture of free values.
    func decoded(_ values: [Float]) -> [Float] {
        var image = [Float](repeating: .nan, count: values.count)
        decode(values, to: &image, space: VectorSpace(backend: nil, count: values.count))
        return image
    }
}
