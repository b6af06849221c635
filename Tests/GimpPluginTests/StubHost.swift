import CGimpShim
import NSTCore

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
        /// `[height, width, 4]`.
        var rgba: [Float]
    }

    struct InsertedLayer {
        var above: Int32
        var name: String
        var bounds: nst_rectangle
        var hasAlpha: Bool
        var rgba: [Float]
    }

    var layers: [Int32: Layer] = [:]
    /// The selection in image coordinates; `nil` where nothing is selected.
    var selection: (x: Int, y: Int, width: Int, height: Int, strength: Float)?
    var memory: [String: String] = [:]
    /// What the user does in the dialog: changes controls and says OK, or not; `nil` where there is no display.
    var answer: ((UnsafeMutableBufferPointer<nst_control>) -> Bool)?
    /// What the user answers instead, where the whole dialog matters: an NST_ANSWER_….
    var respond: ((nst_dialog) -> Int)?
    /// The file that the user chooses; `nil` for none.
    var chosenFile: String?
    var refusesPixels = false
    var refusesLayers = false

    private(set) var inserted: [InsertedLayer] = []
    private(set) var progress: [(fraction: Double, text: String)] = []
    private(set) var openProgressBars = 0
    private(set) var shownDialogs = 0
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
                selection_bounds: { StubHost.from($0).selectionBounds($1, $2, $3) },
                read_selection: { StubHost.from($0).readSelection($1, $2, $3) },
                read_pixels: { StubHost.from($0).readPixels($1, $2, $3) },
                insert_layer: { StubHost.from($0).insert($1, $2, $3) },
                begin_progress: { context, _ in StubHost.from(context).openProgressBars += 1 },
                update_progress: { context, fraction, text in
                    StubHost.from(context).progress.append((fraction, text.map { String(cString: $0) } ?? ""))
                },
                end_progress: { StubHost.from($0).openProgressBars -= 1 },
                wait: { _, _ in _ = nanosleepBriefly() },
                run_dialog: { StubHost.from($0).runDialog($1) },
                choose_file: { context, _, _, _ in nst_copy_string(StubHost.from(context).chosenFile) },
                copy_memory: { context, key in
                    let key = key.map { String(cString: $0) } ?? ""
                    return StubHost.from(context).memory[key].flatMap { nst_copy_string($0) }
                },
                remember: { context, key, value in
                    guard let key, let value else { return }
                    StubHost.from(context).memory[String(cString: key)] = String(cString: value)
                }))
        functions.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> StubHost {
        guard let context else { fatalError("the stub's context was lost") }
        return Unmanaged<StubHost>.fromOpaque(context).takeUnretainedValue()
    }

    private func describe(_ id: Int32, _ out: UnsafeMutablePointer<nst_drawable>?) -> Int32 {
        guard let layer = layers[id], let out else { return 0 }
        out.pointee = nst_drawable(
            id: id, image: 1, kind: Int32(layer.kind), width: Int32(layer.width), height: Int32(layer.height),
            offset_x: Int32(layer.x), offset_y: Int32(layer.y), is_indexed: layer.isIndexed ? 1 : 0, has_alpha: 1)
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
        guard layers[id] != nil, let mask, let selection else { return 0 }
        mask.update(repeating: selection.strength, count: Int(part.width * part.height))
        return 1
    }

    private func readPixels(_ id: Int32, _ part: nst_rectangle, _ rgba: UnsafeMutablePointer<Float>?) -> Int32 {
        guard let layer = layers[id], let rgba, !refusesPixels else { return 0 }
        for y in 0..<Int(part.height) {
            for index in 0..<(4 * Int(part.width)) {
                rgba[4 * y * Int(part.width) + index] =
                    layer.rgba[4 * ((y + Int(part.y)) * layer.width + Int(part.x)) + index]
            }
        }
        return 1
    }

    private func insert(
        _ description: UnsafePointer<nst_new_layer>?, _ rgba: UnsafePointer<Float>?,
        _ layer: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let description = description?.pointee, let rgba, let layer, !refusesLayers else { return 0 }
        let count = 4 * Int(description.bounds.width * description.bounds.height)
        inserted.append(
            InsertedLayer(
                above: description.above, name: description.name.map { String(cString: $0) } ?? "",
                bounds: description.bounds, hasAlpha: description.has_alpha != 0,
                rgba: Array(UnsafeBufferPointer(start: rgba, count: count))))
        layer.pointee = 100 + Int32(inserted.count)
        return 1
    }

    private func runDialog(_ dialog: UnsafeMutablePointer<nst_dialog>?) -> Int32 {
        guard let dialog, answer != nil || respond != nil else { return Int32(NST_ANSWER_NO_DISPLAY) }
        shownDialogs += 1
        if let respond { return Int32(respond(dialog.pointee)) }
        let controls = UnsafeMutableBufferPointer(
            start: dialog.pointee.controls, count: Int(dialog.pointee.control_count))
        return Int32(answer?(controls) == true ? NST_ANSWER_OK : NST_ANSWER_CANCEL)
    }
}
