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
        var isHidden = false
        /// The group that it is in, if the plug-in said so.
        var group: Int32?
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
    /// So many layers are taken, and then no more.
    var layersTaken = Int.max
    var removed: [Int32] = []

    var inserted: [InsertedLayer] = []
    /// Where undo steps began and ended.
    var undoSteps: [(image: Int32, isBegin: Bool)] = []
    var replacements: [Replacement] = []
    var messages: [String] = []
    var progress: [(fraction: Double, text: String)] = []
    var openProgressBars = 0
    var shownDialogs = 0
    var openRunWindows = 0
    /// What the run's window said.
    var runTexts: [String] = []
    /// The longest sides of the pictures that it showed.
    var runPictureSides: [Int32] = []
    /// The curve of losses that it showed last.
    var runCurve: [nst_curve_point] = []
    var deletedImages: [Int32] = []
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
                insert_group: { StubHost.from($0).insertGroup($1, $2, $3, $4) },
                remove_layer: { StubHost.from($0).removeLayer($1) },
                begin_undo_step: { StubHost.from($0).undoSteps.append(($1, true)) },
                end_undo_step: { StubHost.from($0).undoSteps.append(($1, false)) },
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
                update_run_window: { StubHost.from($0).updateRunWindow($1) },
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
    static let masks: Int32 = 1000

    private static func copy(_ ids: [Int32], _ out: UnsafeMutablePointer<Int32>?, _ capacity: Int32) -> Int32 {
        for (index, id) in ids.prefix(Int(capacity)).enumerated() { out?[index] = id }
        return Int32(ids.count)
    }

    private func find(tattoo: Int32, image: Int32) -> Int32 {
        layers.first { $0.value.image == image && ($0.value.tattoo ?? $0.key) == tattoo }?.key ?? -1
    }
}
