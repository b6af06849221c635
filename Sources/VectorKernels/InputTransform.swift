import NSTKernelTypes

/// Transforms cells of a feature map, or of a pooled gradient that is spread over its cells on the way.
func transformInput(_ work: InputTransform) {
    let (grid, channels, block) = (work.grid, work.channels, work.block)
    let points = grid.points
    let patch = work.scratch
    let columns = work.scratch + grid.positions * channels
    for cell in block.cells {
        let (top, left) = (cell / grid.columns * grid.cell - 1, cell % grid.columns * grid.cell - 1)
        let target = block.base + (cell - block.cells.lowerBound) * block.rowStride
        let isInside =
            top >= 0 && left >= 0 && top + points <= grid.height && left + points <= grid.width
        var source = UnsafePointer(patch)
        var (rowStride, pixelStride) = (points * channels, channels)
        if let gates = work.gates {
            spread(work, gates, top, left, patch)
        } else if isInside {
            source = work.source + (top * grid.width + left) * channels
            (rowStride, pixelStride) = (grid.width * channels, channels)
        } else {
            copyPatch(work, top, left, patch)
        }
        var channel = 0
        if grid.cell == 6 {
            while channel < channels {
                transformCellOfSix(
                    source + channel, rowStride, pixelStride, columns, target + channel, block.positionStride)
                channel += lanes
            }
        } else {
            while channel < channels {
                transformCellOfFour(
                    source + channel, rowStride, pixelStride, columns, target + channel, block.positionStride)
                channel += lanes
            }
        }
    }
}

/// Copies a cell's surroundings, with zeros outside the map: the convolution's padding.
private func copyPatch(_ work: InputTransform, _ top: Int, _ left: Int, _ patch: UnsafeMutablePointer<Float>) {
    let (grid, channels, points) = (work.grid, work.channels, work.grid.points)
    for row in 0..<points {
        for column in 0..<points {
            let target = patch + (row * points + column) * channels
            let (y, x) = (top + row, left + column)
            if y >= 0, y < grid.height, x >= 0, x < grid.width {
                target.update(from: work.source + (y * grid.width + x) * channels, count: channels)
            } else {
                target.update(repeating: 0, count: channels)
            }
        }
    }
}

/// Writes what reaches a cell's surroundings of a pooled gradient: each cell's value, scaled, where a bit is set.
private func spread(
    _ work: InputTransform, _ gates: UnsafePointer<UInt32>, _ top: Int, _ left: Int,
    _ patch: UnsafeMutablePointer<Float>
) {
    let (grid, channels, points) = (work.grid, work.channels, work.grid.points)
    let (pooledHeight, pooledWidth) = (grid.height / 2, grid.width / 2)
    let scale = Vector(repeating: work.scale)
    for row in 0..<points {
        let y = top + row
        let cellRow = y / grid.cell
        for column in 0..<points {
            let target = patch + (row * points + column) * channels
            let x = left + column
            // Pooling leaves out an odd last row and column.
            guard y >= 0, y < 2 * pooledHeight, x >= 0, x < 2 * pooledWidth else {
                target.update(repeating: 0, count: channels)
                continue
            }
            let cellColumn = x / grid.cell
            let (word, bit) = grid.gatePlace(y - cellRow * grid.cell, x - cellColumn * grid.cell)
            let words = gates + ((cellRow * grid.columns + cellColumn) * grid.gateWords + word) * channels
            let source = work.source + ((y >> 1) * pooledWidth + (x >> 1)) * channels
            var channel = 0
            while channel < channels {
                store(gated(load(source + channel) * scale, loadBits(words + channel), bit: bit), target + channel)
                channel += lanes
            }
        }
    }
}

@inline(__always)
private func transformCellOfSix(
    _ source: UnsafePointer<Float>, _ rowStride: Int, _ pixelStride: Int, _ columns: UnsafeMutablePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ positionStride: Int
) {
    for column in 0..<8 {
        let values = transformEight(loadEight(source + column &* pixelStride, rowStride))
        store(values, columns + column &* lanes, 8 &* lanes)
    }
    for row in 0..<8 {
        let values = transformEight(loadEight(columns + row &* 8 &* lanes, lanes))
        store(values, target + row &* 8 &* positionStride, positionStride)
    }
}

@inline(__always)
private func transformCellOfFour(
    _ source: UnsafePointer<Float>, _ rowStride: Int, _ pixelStride: Int, _ columns: UnsafeMutablePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ positionStride: Int
) {
    for column in 0..<6 {
        let values = transformSix(loadSix(source + column &* pixelStride, rowStride))
        store(values, columns + column &* lanes, 6 &* lanes)
    }
    for row in 0..<6 {
        let values = transformSix(loadSix(columns + row &* 6 &* lanes, lanes))
        store(values, target + row &* 6 &* positionStride, positionStride)
    }
}
