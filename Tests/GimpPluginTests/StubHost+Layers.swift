import CGimpShim

@testable import GimpPlugin

/// What a host does to images: their layers come, go and change.
extension StubHost {
    func insert(
        _ description: UnsafePointer<nst_new_layer>?, _ isShown: Bool?, _ id: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let description = description?.pointee, let rgba = description.rgba, let id, !refusesLayers,
            inserted.count < layersTaken,
            description.group == -1 || layers[description.group]?.children != nil,
            let model = layers[description.model], model.image == description.image, !model.isIndexed
        else { return 0 }
        let count = Int(description.bounds.width * description.bounds.height)
        let made = InsertedLayer(
            id: 101 + Int32(inserted.count), above: description.model,
            name: description.name.map { String(cString: $0) } ?? "", bounds: description.bounds,
            hasAlpha: description.has_alpha != 0, rgba: Array(UnsafeBufferPointer(start: rgba, count: 4 * count)),
            mask: description.mask.map { Array(UnsafeBufferPointer(start: $0, count: count)) },
            record: description.record.map { String(cString: $0) } ?? "", ownImage: isShown,
            isHidden: description.is_hidden != 0, group: description.group == -1 ? nil : description.group)
        inserted.append(made)
        let image = isShown == nil ? description.image : 50 + Int32(inserted.count)
        layers[made.id] = Layer(
            name: made.name, x: Int(made.bounds.x), y: Int(made.bounds.y), width: Int(made.bounds.width),
            height: Int(made.bounds.height), image: image, mask: made.mask, record: made.record, rgba: made.rgba)
        if let group = made.group { layers[group]?.children?.append(made.id) }
        id.pointee = made.id
        return 1
    }

    func insertGroup(
        _ image: Int32, _ model: Int32, _ name: UnsafePointer<CChar>?, _ id: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let model = layers[model], model.image == image, let name, let id, !refusesLayers else { return 0 }
        let made = 301 + Int32(layers.count)
        layers[made] = Layer(
            name: String(cString: name), width: model.width, height: model.height, image: image, children: [], rgba: [])
        id.pointee = made
        return 1
    }

    func removeLayer(_ id: Int32) {
        for child in layers[id]?.children ?? [] { layers[child] = nil }
        layers[id] = nil
        removed.append(id)
    }

    func replace(
        _ id: Int32, _ part: nst_rectangle, _ rgba: UnsafePointer<Float>?, _ record: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let layer = layers[id], layer.children == nil, layer.kind == NST_DRAWABLE_LAYER, layer.holds(part),
            let rgba, !refusesLayers
        else { return 0 }
        let text = record.map { String(cString: $0) } ?? ""
        if record != nil { layers[id]?.record = text }
        replacements.append(
            Replacement(
                layer: id, bounds: part,
                rgba: Array(UnsafeBufferPointer(start: rgba, count: 4 * Int(part.width * part.height))), record: text))
        return 1
    }

    func loadImage(_ path: UnsafePointer<CChar>?) -> Int32 {
        guard let path, var layer = files[String(cString: path)] else { return -1 }
        let id = 500 + Int32(layers.count)
        layer.image = id
        layers[id] = layer
        return id
    }

    func deleteImage(_ image: Int32) {
        deletedImages.append(image)
        layers = layers.filter { $0.value.image != image }
    }
}
