import NSTKernelTypes

/// What is done with an output: its row and column in the cell, and a vector of channels.
typealias CellOutput = (_ y: Int, _ x: Int, _ value: Vector) -> Void

/// Hands the outputs of one cell and one vector of channels to `body`: row, column, values.
@inline(__always)
func finishCellOfSix(
    _ source: UnsafePointer<Float>, _ positionStride: Int, _ columns: UnsafeMutablePointer<Float>, _ body: CellOutput
) {
    for column in 0..<8 {
        let values = finishEight(loadEight(source + column &* positionStride, 8 &* positionStride))
        store(values, columns + column &* lanes, 8 &* lanes)
    }
    for row in 0..<6 {
        let t = finishEight(loadEight(columns + row &* 8 &* lanes, lanes))
        handOver(row, (t.0, t.1, t.2, t.3), body)
        body(row, 4, t.4)
        body(row, 5, t.5)
    }
}

/// The same for a cell of four.
@inline(__always)
func finishCellOfFour(
    _ source: UnsafePointer<Float>, _ positionStride: Int, _ columns: UnsafeMutablePointer<Float>, _ body: CellOutput
) {
    for column in 0..<6 {
        let values = finishSix(loadSix(source + column &* positionStride, 6 &* positionStride))
        store(values, columns + column &* lanes, 6 &* lanes)
    }
    for row in 0..<4 { handOver(row, finishSix(loadSix(columns + row &* 6 &* lanes, lanes)), body) }
}

/// Hands the first four outputs of a cell's row to `body`.
@inline(__always)
private func handOver(_ row: Int, _ t: Four, _ body: CellOutput) {
    body(row, 0, t.0)
    body(row, 1, t.1)
    body(row, 2, t.2)
    body(row, 3, t.3)
}

/// Calls `body` for each cell of a block: the cell, its row in the block, its top left output, and how many of its rows
/// and columns lie in the map.
@inline(__always)
private func forEachCell(
    _ grid: WinogradGrid, _ cells: Range<Int>,
    _ body: (_ cell: Int, _ row: Int, _ top: Int, _ left: Int, _ height: Int, _ width: Int) -> Void
) {
    for cell in cells {
        let (top, left) = (cell / grid.columns * grid.cell, cell % grid.columns * grid.cell)
        let (height, width) = (min(grid.cell, grid.height - top), min(grid.cell, grid.width - left))
        body(cell, cell - cells.lowerBound, top, left, height, width)
    }
}

/// Transforms back, adds the bias, rectifies, pools, and sets the gate bits where a gradient will pass.
func finishForward(_ block: TransformedBlock, _ output: ForwardOutput) {
    if output.pooling == .none { finishMap(block, output) } else { finishPooled(block, output) }
}

private func finishMap(_ block: TransformedBlock, _ output: ForwardOutput) {
    let (grid, channels, columns) = (output.grid, output.channels, output.scratch)
    let rectify = output.rectify
    forEachCell(grid, block.cells) { cell, row, top, left, height, width in
        for channel in stride(from: 0, to: output.range.count, by: lanes) {
            let source = block.base + row * block.rowStride + channel
            let place = output.range.lowerBound + channel
            let bias = load(output.bias + place)
            let target = output.map + (top * grid.width + left) * channels + place
            var (lower, upper) = (Bits(), Bits())
            let body = { (y: Int, x: Int, value: Vector) in
                guard y < height, x < width else { return }
                let sum = value + bias
                let bit = Bits(repeating: 1 &<< Int32(truncatingIfNeeded: (y & 3) &* grid.cell &+ x))
                if y < 4 { lower |= wherePositive(sum, bit) } else { upper |= wherePositive(sum, bit) }
                store(rectify ? rectified(sum) : sum, target + (y &* grid.width &+ x) &* channels)
            }
            if grid.cell == 6 {
                finishCellOfSix(source, block.positionStride, columns, body)
            } else {
                finishCellOfFour(source, block.positionStride, columns, body)
            }
            if let gates = output.gates {
                let words = gates + cell * grid.gateWords * channels + place
                storeBits(lower, words)
                if grid.cell == 6 { storeBits(upper, words + channels) }
            }
        }
    }
}

private func finishPooled(_ block: TransformedBlock, _ output: ForwardOutput) {
    let (grid, channels, columns) = (output.grid, output.channels, output.scratch)
    let outputs = output.scratch + grid.positions * lanes
    let (pooledHeight, pooledWidth) = (grid.height / 2, grid.width / 2)
    let (cell, isMaximum) = (grid.cell, output.pooling == .maximum)
    forEachCell(grid, block.cells) { number, row, top, left, height, width in
        for channel in stride(from: 0, to: output.range.count, by: lanes) {
            let source = block.base + row * block.rowStride + channel
            let place = output.range.lowerBound + channel
            let bias = load(output.bias + place)
            let body = { (y: Int, x: Int, value: Vector) in store(value + bias, outputs + (y &* cell &+ x) &* lanes) }
            if cell == 6 {
                finishCellOfSix(source, block.positionStride, columns, body)
            } else {
                finishCellOfFour(source, block.positionStride, columns, body)
            }
            var (lower, upper) = (Bits(), Bits())
            for windowRow in 0..<(cell / 2) where top / 2 + windowRow < pooledHeight {
                var bits = Bits()
                for windowColumn in 0..<(cell / 2) where left / 2 + windowColumn < pooledWidth {
                    let window = outputs + (2 * windowRow * cell + 2 * windowColumn) * lanes
                    let row: Int = 2 * windowRow & 3
                    let first = Int32(truncatingIfNeeded: row * cell + 2 * windowColumn)
                    let below = first + Int32(truncatingIfNeeded: cell)
                    let target =
                        output.map + ((top / 2 + windowRow) * pooledWidth + left / 2 + windowColumn) * channels + place
                    let (v0, v1) = (load(window), load(window + lanes))
                    let (v2, v3) = (load(window + cell * lanes), load(window + (cell + 1) * lanes))
                    let b0 = Bits(repeating: 1 &<< first)
                    let b1 = Bits(repeating: 2 &<< first)
                    let b2 = Bits(repeating: 1 &<< below)
                    let b3 = Bits(repeating: 2 &<< below)
                    if isMaximum {
                        // Of equal values the first wins, as in PyTorch.
                        let isRight = v1 .> v0
                        let (best01, bit01) = (
                            v0.replacing(with: v1, where: isRight), b0.replacing(with: b1, where: isRight)
                        )
                        let isLowerRight = v3 .> v2
                        let (best23, bit23) = (
                            v2.replacing(with: v3, where: isLowerRight), b2.replacing(with: b3, where: isLowerRight)
                        )
                        let isLower = best23 .> best01
                        let best = best01.replacing(with: best23, where: isLower)
                        bits |= wherePositive(best, bit01.replacing(with: bit23, where: isLower))
                        store(rectified(best), target)
                    } else {
                        bits |= wherePositive(v0, b0) | wherePositive(v1, b1)
                        bits |= wherePositive(v2, b2) | wherePositive(v3, b3)
                        let sum = (rectified(v0) + rectified(v1)) + (rectified(v2) + rectified(v3))
                        store(sum * 0.25, target)
                    }
                }
                if windowRow < 2 { lower |= bits } else { upper |= bits }
            }
            if let gates = output.gates {
                let words = gates + number * grid.gateWords * channels + place
                storeBits(lower, words)
                if cell == 6 { storeBits(upper, words + channels) }
            }
        }
    }
}

/// Transforms back, adds to what is there, and lets through what the ReLU below lets through.
func finishBackward(_ block: TransformedBlock, _ output: BackwardOutput) {
    let (grid, channels, columns) = (output.grid, output.channels, output.scratch)
    let accumulate = output.accumulate
    forEachCell(grid, block.cells) { cell, row, top, left, height, width in
        for channel in stride(from: 0, to: output.range.count, by: lanes) {
            let source = block.base + row * block.rowStride + channel
            let place = output.range.lowerBound + channel
            let offset = (top * grid.width + left) * channels + place
            let target = output.map + offset
            switch output.gate {
            case .open:
                finishCell(grid, source, block.positionStride, columns) { y, x, value in
                    guard y < height, x < width else { return }
                    let pixel = target + (y &* grid.width &+ x) &* channels
                    store(accumulate ? load(pixel) + value : value, pixel)
                }
            case .bits(let gates):
                let words = gates + cell * grid.gateWords * channels + place
                let lower = loadBits(words)
                let upper = grid.cell == 6 ? loadBits(words + channels) : Bits()
                finishCell(grid, source, block.positionStride, columns) { y, x, value in
                    guard y < height, x < width else { return }
                    let pixel = target + (y &* grid.width &+ x) &* channels
                    let sum = accumulate ? load(pixel) + value : value
                    store(gated(sum, y < 4 ? lower : upper, bit: (y & 3) &* grid.cell &+ x), pixel)
                }
            case .activation(let activation):
                let values = activation + offset
                finishCell(grid, source, block.positionStride, columns) { y, x, value in
                    guard y < height, x < width else { return }
                    let step = (y &* grid.width &+ x) &* channels
                    let pixel = target + step
                    let sum = accumulate ? load(pixel) + value : value
                    store(sum.replacing(with: 0, where: load(values + step) .<= 0), pixel)
                }
            }
        }
    }
}

@inline(__always)
private func finishCell(
    _ grid: WinogradGrid, _ source: UnsafePointer<Float>, _ positionStride: Int, _ columns: UnsafeMutablePointer<Float>,
    _ body: (_ y: Int, _ x: Int, _ value: Vector) -> Void
) {
    if grid.cell == 6 {
        finishCellOfSix(source, positionStride, columns, body)
    } else {
        finishCellOfFour(source, positionStride, columns, body)
    }
}
