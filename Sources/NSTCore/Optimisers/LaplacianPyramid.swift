import NSTKernels
import NSTPictures

/// A picture as a sum of levels, each half as large as the one before and enlarged to the picture's size: a Laplacian
/// pyramid (Burt & Adelson 1983), whose values are the free ones (Kolkin et al. 2022, arXiv:2203.13215, section 3.4).
///
/// It is for `Adam`, which moves all values about equally far in a step. What is even over many pixels is moved by each of
/// the levels, and what alternates from pixel to pixel by the finest alone: forms are painted before grain. From the same
/// loss, the pixels themselves and L-BFGS made small, torn forms.
struct LaplacianPyramid: Parametrisation {
    /// The sizes of the levels, from the picture's own to the coarsest.
    private let extents: [Extent]
    /// Where each level begins.
    private let offsets: [Int]
    /// The sums of the coarser levels, while a picture is made.
    private let sums: LargeMemory
    private let backend: Backend

    private static let mostLevels = 9
    /// A level is halved as long as its shorter side has so many pixels.
    private static let shortestSide = 8

    /// - Throws: `NetworkError.outOfMemory`.
    init(of picture: Extent, backend: Backend) throws(NetworkError) {
        extents = Self.extents(of: picture)
        var offsets = [0]
        for extent in extents { offsets.append(offsets[offsets.count - 1] + 3 * extent.pixels) }
        self.offsets = offsets
        sums = try .allocate(offsets[extents.count])
        self.backend = backend
    }

    /// How many values all levels have.
    var count: Int { offsets[extents.count] }

    /// Arithmetic over one level's values.
    private func vectors(of level: Int) -> VectorSpace {
        VectorSpace(backend: backend, count: 3 * extents[level].pixels)
    }

    private static func extents(of picture: Extent) -> [Extent] {
        var extents = [picture]
        while extents.count < mostLevels, let last = extents.last, last.shortest >= shortestSide {
            extents.append(Extent(height: (last.height + 1) / 2, width: (last.width + 1) / 2))
        }
        return extents
    }

    // MARK: Parametrisation

    func encode(_ image: UnsafePointer<Float>, to values: UnsafeMutablePointer<Float>, space: VectorSpace) {
        vectors(of: 0).copy(image, to: values)
        for level in 0..<(extents.count - 1) {
            shrink(values, from: level)
            // A level is left with what the coarser ones don't hold.
            enlarge(values, to: level, factor: -1, addingTo: values + offsets[level])
        }
    }

    func decode(_ values: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>, space: VectorSpace) {
        for level in extents.indices.reversed() {
            let target = level == 0 ? image : sums.base + offsets[level]
            vectors(of: level).copy(values + offsets[level], to: target)
            if level < extents.count - 1 { enlarge(sums.base, to: level, factor: 1, addingTo: target) }
        }
        vectors(of: 0).split { range in
            for index in range { image[index] = min(1, max(0, image[index])) }
        }
    }

    /// Where a value of the picture was clamped and the gradient leads further out, it isn't followed.
    func pullBack(_ gradient: UnsafeMutablePointer<Float>, at image: UnsafePointer<Float>, space: VectorSpace) {
        vectors(of: 0).split { range in
            for index in range {
                let (value, slope) = (image[index], gradient[index])
                if value <= 0 && slope > 0 || value >= 1 && slope < 0 { gradient[index] = 0 }
            }
        }
        for level in 0..<(extents.count - 1) { gather(gradient, from: level) }
    }

    // MARK: From level to level

    /// Writes the level after one: the mean of each cell of 2×2 pixels, the last row and column standing for what lies
    /// beyond.
    private func shrink(_ values: UnsafeMutablePointer<Float>, from level: Int) {
        let (extent, size) = (extents[level], extents[level + 1])
        let (fine, coarse) = (values + offsets[level], values + offsets[level + 1])
        backend.split(size.height, grain: 8) { rows in
            for y in rows {
                let upper = fine + 3 * 2 * y * extent.width
                let lower = fine + 3 * min(2 * y + 1, extent.height - 1) * extent.width
                let target = coarse + 3 * y * size.width
                for x in 0..<size.width {
                    let (left, right) = (3 * 2 * x, 3 * min(2 * x + 1, extent.width - 1))
                    for channel in 0..<3 {
                        let sum =
                            upper[left + channel] + upper[right + channel] + lower[left + channel]
                            + lower[right + channel]
                        target[3 * x + channel] = 0.25 * sum
                    }
                }
            }
        }
    }

    /// How much of a pixel comes from the cell that it lies in, and how much from the next nearest, along an axis.
    private static let shares: (near: Float, far: Float) = (0.75, 0.25)

    /// The cells of a level of so many that a pixel of the level before lies between.
    private static func cells(of pixel: Int, count: Int) -> (near: Int, far: Int) {
        let near = pixel / 2
        return (near, min(count - 1, max(0, pixel % 2 == 0 ? near - 1 : near + 1)))
    }

    /// Adds the level after one, interpolated bilinearly at the centres of the pixels, and multiplied with a factor.
    ///
    /// - Parameter levels: Where that level lies in its place.
    private func enlarge(
        _ levels: UnsafePointer<Float>, to level: Int, factor: Float, addingTo fine: UnsafeMutablePointer<Float>
    ) {
        let (extent, size) = (extents[level], extents[level + 1])
        let coarse = levels + offsets[level + 1]
        backend.split(extent.height, grain: 8) { rows in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * size.width) { buffer in
                guard let row = buffer.baseAddress else { return }
                for y in rows {
                    let cells = Self.cells(of: y, count: size.height)
                    let (near, far) = (coarse + 3 * cells.near * size.width, coarse + 3 * cells.far * size.width)
                    for index in 0..<(3 * size.width) {
                        row[index] = factor * (Self.shares.near * near[index] + Self.shares.far * far[index])
                    }
                    let target = fine + 3 * y * extent.width
                    for x in 0..<extent.width {
                        let cells = Self.cells(of: x, count: size.width)
                        for channel in 0..<3 {
                            target[3 * x + channel] +=
                                Self.shares.near * row[3 * cells.near + channel]
                                + Self.shares.far * row[3 * cells.far + channel]
                        }
                    }
                }
            }
        }
    }

    /// Writes the level after one as `enlarge` transposed: each cell gets what its pixels have, as much as they get of it.
    private func gather(_ values: UnsafeMutablePointer<Float>, from level: Int) {
        let (extent, size) = (extents[level], extents[level + 1])
        let (fine, coarse) = (values + offsets[level], values + offsets[level + 1])
        backend.split(size.height, grain: 8) { rows in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * extent.width) { buffer in
                guard let row = buffer.baseAddress else { return }
                for y in rows {
                    row.update(repeating: 0, count: 3 * extent.width)
                    for pixels in max(0, 2 * y - 1)...min(extent.height - 1, 2 * y + 2) {
                        let cells = Self.cells(of: pixels, count: size.height)
                        let share =
                            (cells.near == y ? Self.shares.near : 0) + (cells.far == y ? Self.shares.far : 0)
                        VectorMath.add(
                            share, times: fine + 3 * pixels * extent.width, to: row, count: 3 * extent.width)
                    }
                    let target = coarse + 3 * y * size.width
                    target.update(repeating: 0, count: 3 * size.width)
                    for x in 0..<extent.width {
                        let cells = Self.cells(of: x, count: size.width)
                        for channel in 0..<3 {
                            target[3 * cells.near + channel] += Self.shares.near * row[3 * x + channel]
                            target[3 * cells.far + channel] += Self.shares.far * row[3 * x + channel]
                        }
                    }
                }
            }
        }
    }
}
