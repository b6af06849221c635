import CGimpShim

@testable import GimpPlugin

/// What a host reads: pixels, masks, the selection.
extension StubHost {
    func readMask(_ id: Int32, _ part: nst_rectangle, _ values: UnsafeMutablePointer<Float>?) -> Int32 {
        guard let layer = layers[id - StubHost.masks], let mask = layer.mask, let values, layer.holds(part) else {
            return 0
        }
        for y in 0..<Int(part.height) {
            for x in 0..<Int(part.width) {
                values[y * Int(part.width) + x] = mask[(y + Int(part.y)) * layer.width + x + Int(part.x)]
            }
        }
        return 1
    }

    func selectionBounds(
        _ id: Int32, _ bounds: UnsafeMutablePointer<nst_rectangle>?, _ isActive: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let layer = layers[id], let bounds, let isActive else { return 0 }
        isActive.pointee = selection == nil ? 0 : 1
        let area = selection ?? (layer.x, layer.y, layer.width, layer.height, 1)
        let left = max(area.x, layer.x) - layer.x
        let top = max(area.y, layer.y) - layer.y
        let right = min(area.x + area.width, layer.x + layer.width) - layer.x
        let bottom = min(area.y + area.height, layer.y + layer.height) - layer.y
        guard right > left, bottom > top else { return 0 }
        bounds.pointee = nst_rectangle(
            x: Int32(left), y: Int32(top), width: Int32(right - left), height: Int32(bottom - top))
        return 1
    }

    func readSelection(_ id: Int32, _ part: nst_rectangle, _ mask: UnsafeMutablePointer<Float>?) -> Int32 {
        guard let layer = layers[id], let mask, layer.holds(part) else { return 0 }
        for y in 0..<Int(part.height) {
            for x in 0..<Int(part.width) {
                let (column, row) = (layer.x + Int(part.x) + x, layer.y + Int(part.y) + y)
                // Where nothing is selected, everything is.
                mask[y * Int(part.width) + x] =
                    selection.map { selection in
                        (selection.x..<selection.x + selection.width).contains(column)
                            && (selection.y..<selection.y + selection.height).contains(row) ? selection.strength : 0
                    } ?? 1
            }
        }
        return 1
    }

    func readPixels(_ id: Int32, _ part: nst_rectangle, _ rgba: UnsafeMutablePointer<Float>?) -> Int32 {
        guard let layer = layers[id], let rgba, !refusesPixels, layer.holds(part) else { return 0 }
        for y in 0..<Int(part.height) {
            for index in 0..<(4 * Int(part.width)) {
                rgba[4 * y * Int(part.width) + index] =
                    layer.rgba[4 * ((y + Int(part.y)) * layer.width + Int(part.x)) + index]
            }
        }
        return 1
    }

    func readThumbnail(
        _ id: Int32, _ part: nst_rectangle, _ width: Int32, _ height: Int32, _ rgba: UnsafeMutablePointer<Float>?
    ) -> Int32 {
        guard let layer = layers[id], let rgba, !refusesPixels, layer.holds(part), width > 0, height > 0,
            width <= part.width, height <= part.height
        else { return 0 }
        // One pixel for all that each covers: enough for pictures of stripes.
        for y in 0..<Int(height) {
            for x in 0..<Int(width) {
                let (row, column) = (
                    Int(part.y) + y * Int(part.height) / Int(height), Int(part.x) + x * Int(part.width) / Int(width)
                )
                for channel in 0..<4 {
                    rgba[4 * (y * Int(width) + x) + channel] = layer.rgba[4 * (row * layer.width + column) + channel]
                }
            }
        }
        return 1
    }
}
