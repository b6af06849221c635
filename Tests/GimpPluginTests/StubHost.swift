import CGimpShim

@testable import GimpPlugin

/// A host over plain memory: layers are arrays, and everything that the plug-in does to them is written down.
final class StubHost {
    struct Layer {
        var name: String
        var x = 0
        var y = 0
        var width: Int
        var height: Int
        var kind = NST_DRAWABLE_LAYER
        var isIndexed = false
        var image: Int32 = 1
        var isVisible = true
        var isLocked = false
        var opacity = 1.0
        /// `[height, width]`, the layer mask.
        var mask: [Float]?
        /// Of a layer group, from top to bottom.
        var children: [Int32]?
        var tattoo: Int32?
        var record: String?
        /// `[height, width, 4]`.
        var rgba: [Float]

        /// Whether a part, which isn't empty, lies inside the layer; nothing else can be read or written.
        func holds(_ part: nst_rectangle) -> Bool {
            min(part.x, part.y) >= 0 && min(part.width, part.height) > 0 && Int(part.x) + Int(part.width) <= width
                && Int(part.y) + Int(part.height) <= height
        }
    }

    struct InsertedLayer {
        var id: Int32
        var above: Int32
        var name: String
        var bounds: nst_rectangle
        var hasAlpha: Bool
        var rgba: [Float]
        var mask: [Float]?
        var record: String
        /// Whether it is in an image of its own, and whether that is shown.
        var ownImage: Bool?
    }

    struct Replacement {
        var layer: Int32
        var bounds: nst_rectangle
        var rgba: [Float]
        var record: String
    }

    var layers: [Int32: Layer] = [:]
    /// The open images' files.
    var images: [Int32: String] = [1: "photo.jpg"]
    /// Called when the plug-in looks whether a drawable is still there.
    var beforeLookingUp: ((Int32) -> Void)?
    /// The selection in image coordinates; `nil` where nothing is selected.
    var selection: (x: Int, y: Int, width: Int, height: Int, strength: Float)?
    var session: [String: String] = [:]
    /// What the user does in the dialog: changes controls and says OK, or not; `nil` where there is no display.
    var answer: ((UnsafeMutableBufferPointer<nst_control>) -> Bool)?
    /// What the user answers instead, where the whole dialog matters: an NST_ANSWER_….
    var respond: ((UnsafeMutablePointer<nst_dialog>) -> Int)?
    /// The file that the user chooses; `nil` for none.
    var chosenFile: String?
    /// Pictures' files that can be opened, with the layers that they become.
    var files: [String: Layer] = [:]
    /// The folder with the user's own settings.
    var userFolder: String?
    /// What the user wants when the run's window shows something; `nil` where there is no display for one.
    var wish: ((_ hasPicture: Bool) -> Int)?
    var refusesPixels = false
    var refusesLayers = false

    private(set) var inserted: [InsertedLayer] = []
    private(set) var replacements: [Replacement] = []
    private(set) var messages: [String] = []
    private(set) var progress: [(fraction: Double, text: String)] = []
    private(set) var openProgressBars = 0
    private(set) var shownDialogs = 0
    private(set) var openRunWindows = 0
    /// What the run's window said.
    private(set) var runTexts: [String] = []
    /// The longest sides of the pictures that it showed.
    private(set) var runPictureSides: [Int32] = []
    private(set) var deletedImages: [Int32] = []
    private let functions = UnsafeMutablePointer<nst_host>.allocate(capacity: 1)

    /// The host as the plug-in sees it; valid as long as the stub.
    var host: Host { Host(UnsafePointer(functions)) }

    deinit { functions.deallocate() }

    init() {
        functions.initialize(
            to: nst_host(
                context: nil,
                get_drawable: { StubHost.from($0).describe($1, $2) },
                copy_drawable_name: { StubHost.from($0).layers[$1].flatMap { nst_copy_string($0.name) } },
                copy_image_name: { StubHost.from($0).images[$1].flatMap { nst_copy_string($0) } },
                list_children: { StubHost.copy(StubHost.from($0).layers[$1]?.children ?? [], $2, $3) },
                list_images: { StubHost.copy(StubHost.from($0).images.keys.sorted(), $1, $2) },
                find_drawable: { StubHost.from($0).find(tattoo: $2, image: $1) },
                selection_bounds: { StubHost.from($0).selectionBounds($1, $2, $3) },
                read_selection: { StubHost.from($0).readSelection($1, $2, $3) },
                read_pixels: { StubHost.from($0).readPixels($1, $2, $3) },
                read_thumbnail: { StubHost.from($0).readThumbnail($1, $2, $3, $4, $5) },
                read_mask: { StubHost.from($0).readMask($1, $2, $3) },
                insert_layer: { StubHost.from($0).insert($1, nil, $2) },
                replace_pixels: { StubHost.from($0).replace($1, $2, $3, $4) },
                make_image: { StubHost.from($0).insert($1, $2 != 0, $3) },
                copy_record: { StubHost.from($0).layers[$1].flatMap { nst_copy_string($0.record) } },
                begin_progress: { context, _ in StubHost.from(context).openProgressBars += 1 },
                update_progress: { context, fraction, text in
                    StubHost.from(context).progress.append((fraction, text.map { String(cString: $0) } ?? ""))
                },
                end_progress: { StubHost.from($0).openProgressBars -= 1 },
                wait: { _, _ in _ = nanosleepBriefly() },
                run_dialog: { StubHost.from($0).runDialog($1) },
                choose_file: { context, _, _, _, _, _ in nst_copy_string(StubHost.from(context).chosenFile) },
                load_image: { StubHost.from($0).loadImage($1) },
                delete_image: { StubHost.from($0).deleteImage($1) },
                open_run_window: { StubHost.from($0).openRunWindow($1) },
                update_run_window: { context, fraction, text, picture, width, height in
                    StubHost.from(context).updateRunWindow(fraction, text, picture, width, height)
                },
                close_run_window: { StubHost.from($0).openRunWindows -= 1 },
                show_message: { context, text in
                    StubHost.from(context).messages.append(text.map { String(cString: $0) } ?? "")
                },
                copy_session_value: { context, key in
                    let key = key.map { String(cString: $0) } ?? ""
                    return StubHost.from(context).session[key].flatMap { nst_copy_string($0) }
                },
                set_session_value: { context, key, value in
                    guard let key, let value else { return }
                    StubHost.from(context).session[String(cString: key)] = String(cString: value)
                },
                copy_user_folder: { StubHost.from($0).userFolder.flatMap { nst_copy_string($0) } }))
        functions.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> StubHost {
        guard let context else { fatalError("the stub's context was lost") }
        return Unmanaged<StubHost>.fromOpaque(context).takeUnretainedValue()
    }

    private func describe(_ id: Int32, _ out: UnsafeMutablePointer<nst_drawable>?) -> Int32 {
        beforeLookingUp?(id)
        guard let layer = layers[id], let out else { return 0 }
        out.pointee = nst_drawable(
            id: id, image: layer.image, kind: Int32(layer.kind), width: Int32(layer.width),
            height: Int32(layer.height), offset_x: Int32(layer.x), offset_y: Int32(layer.y),
            is_indexed: layer.isIndexed ? 1 : 0, has_alpha: 1, is_group: layer.children == nil ? 0 : 1,
            is_visible: layer.isVisible ? 1 : 0, is_locked: layer.isLocked ? 1 : 0,
            mask: layer.mask == nil ? -1 : id + StubHost.masks, tattoo: layer.tattoo ?? id, opacity: layer.opacity)
        return 1
    }

    /// A layer mask has its layer's number plus this.
    private static let masks: Int32 = 1000

    private static func copy(_ ids: [Int32], _ out: UnsafeMutablePointer<Int32>?, _ capacity: Int32) -> Int32 {
        for (index, id) in ids.prefix(Int(capacity)).enumerated() { out?[index] = id }
        return Int32(ids.count)
    }

    private func find(tattoo: Int32, image: Int32) -> Int32 {
        layers.first { $0.value.image == image && ($0.value.tattoo ?? $0.key) == tattoo }?.key ?? -1
    }

    private func readMask(_ id: Int32, _ part: nst_rectangle, _ values: UnsafeMutablePointer<Float>?) -> Int32 {
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

    private func selectionBounds(
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

    private func readSelection(_ id: Int32, _ part: nst_rectangle, _ mask: UnsafeMutablePointer<Float>?) -> Int32 {
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

    private func readPixels(_ id: Int32, _ part: nst_rectangle, _ rgba: UnsafeMutablePointer<Float>?) -> Int32 {
        guard let layer = layers[id], let rgba, !refusesPixels, layer.holds(part) else { return 0 }
        for y in 0..<Int(part.height) {
            for index in 0..<(4 * Int(part.width)) {
                rgba[4 * y * Int(part.width) + index] =
                    layer.rgba[4 * ((y + Int(part.y)) * layer.width + Int(part.x)) + index]
            }
        }
        return 1
    }

    private func readThumbnail(
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

    private func loadImage(_ path: UnsafePointer<CChar>?) -> Int32 {
        guard let path, var layer = files[String(cString: path)] else { return -1 }
        let id = 500 + Int32(layers.count)
        layer.image = id
        layers[id] = layer
        return id
    }

    private func deleteImage(_ image: Int32) {
        deletedImages.append(image)
        layers = layers.filter { $0.value.image != image }
    }

    private func openRunWindow(_ window: UnsafePointer<nst_run_window>?) -> Int32 {
        guard window != nil, wish != nil, openRunWindows == 0 else { return 0 }
        openRunWindows += 1
        return 1
    }

    private func updateRunWindow(
        _ fraction: Double, _ text: UnsafePointer<CChar>?, _ picture: UnsafePointer<UInt8>?, _ width: Int32,
        _ height: Int32
    ) -> Int32 {
        guard openRunWindows > 0 else { return Int32(NST_WISH_GO_ON) }
        if let text { runTexts.append(String(cString: text)) }
        if picture != nil { runPictureSides.append(max(width, height)) }
        return Int32(wish?(picture != nil && width > 0 && height > 0) ?? NST_WISH_GO_ON)
    }

    private func insert(
        _ description: UnsafePointer<nst_new_layer>?, _ isShown: Bool?, _ id: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let description = description?.pointee, let rgba = description.rgba, let id, !refusesLayers,
            let model = layers[description.model], model.image == description.image, !model.isIndexed
        else { return 0 }
        let count = Int(description.bounds.width * description.bounds.height)
        let made = InsertedLayer(
            id: 101 + Int32(inserted.count), above: description.model,
            name: description.name.map { String(cString: $0) } ?? "", bounds: description.bounds,
            hasAlpha: description.has_alpha != 0, rgba: Array(UnsafeBufferPointer(start: rgba, count: 4 * count)),
            mask: description.mask.map { Array(UnsafeBufferPointer(start: $0, count: count)) },
            record: description.record.map { String(cString: $0) } ?? "", ownImage: isShown)
        inserted.append(made)
        let image = isShown == nil ? description.image : 50 + Int32(inserted.count)
        layers[made.id] = Layer(
            name: made.name, x: Int(made.bounds.x), y: Int(made.bounds.y), width: Int(made.bounds.width),
            height: Int(made.bounds.height), image: image, mask: made.mask, record: made.record, rgba: made.rgba)
        id.pointee = made.id
        return 1
    }

    private func replace(
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

    private func runDialog(_ dialog: UnsafeMutablePointer<nst_dialog>?) -> Int32 {
        guard let dialog, answer != nil || respond != nil else { return Int32(NST_ANSWER_NO_DISPLAY) }
        shownDialogs += 1
        let result: Int32
        if let respond {
            result = Int32(respond(dialog))
        } else {
            let controls = UnsafeMutableBufferPointer(
                start: dialog.pointee.controls, count: Int(dialog.pointee.control_count))
            result = Int32(answer?(controls) == true ? NST_ANSWER_OK : NST_ANSWER_CANCEL)
        }
        dialog.send(NST_EVENT_ANSWERED)
        return result
    }
}

extension UnsafeMutablePointer<nst_dialog> {
    /// Tells the plug-in what happened, as the host does.
    func send(_ event: Int, control: Int = -1) {
        pointee.update?(pointee.listener, self, Int32(event), Int32(control))
    }

    /// The control of this name.
    subscript(_ name: String) -> UnsafeMutablePointer<nst_control> {
        guard let found = index(of: name) else { fatalError("no control “\(name)”") }
        return pointee.controls + found
    }

    /// Where a control stands.
    func index(of name: String) -> Int? {
        (0..<Int(pointee.control_count)).first { index in
            pointee.controls[index].name.map { String(cString: $0) } == name
        }
    }

    /// Sets a control as a user does.
    func set(_ name: String, _ value: Double) {
        self[name].pointee.value = value
        send(NST_EVENT_CHANGED, control: index(of: name) ?? -1)
    }

    /// Writes into a line of text as a user does.
    func write(_ name: String, _ text: String) {
        // Never freed: it must outlive the dialog, and nobody knows when that is over.
        self[name].pointee.text = nst_copy_string(text).map { UnsafePointer($0) }
        send(NST_EVENT_CHANGED, control: index(of: name) ?? -1)
    }
}
