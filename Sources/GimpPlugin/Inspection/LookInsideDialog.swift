import CGimpShim
import NSTVGG

/// Asks what somebody wants to see of the network.
struct LookInsideDialog {
    let picture: Drawable

    /// - Returns: The choice, or `nil` where the user thought better of it.
    func run(on host: Host, last: LookInside) throws -> LookInside? {
        var strings = CStrings()
        defer { strings.free() }
        let layers = LookInside.layers(of: last.network)
        var controls = controls(last, layers: layers, &strings)
        let answer = try controls.withUnsafeMutableBufferPointer { controls in
            var dialog = nst_dialog()
            dialog.title = strings.copy(localized("Look Inside the Network"))
            dialog.introduction = strings.copy(
                localized("What the network sees in “{name}” becomes a group of layers.", ["name": picture.name]))
            dialog.ok_label = strings.copy(localized("_Look"))
            dialog.cancel_label = strings.copy(localized("_Cancel"))
            dialog.help_id = strings.copy(NST_LOOK_PROCEDURE_NAME)
            dialog.controls = controls.baseAddress
            dialog.control_count = Int32(controls.count)
            return try host.runDialog(&dialog)
        }
        guard answer == .ok else { return nil }
        func number(_ index: Int) -> Int { Int(exactly: controls[index].value.rounded()) ?? 0 }
        var choice = last
        if layers.indices.contains(number(0)) { choice.layer = layers[number(0)] }
        choice.mapCount = min(max(number(1), LookInside.mapCounts.lowerBound), LookInside.mapCounts.upperBound)
        (choice.hasGram, choice.hasFilters) = (number(2) == 1, number(3) == 1)
        choice.size = min(max(number(4), LookInside.sizes.lowerBound), LookInside.sizes.upperBound)
        return choice
    }

    private func controls(_ last: LookInside, layers: [LayerName], _ strings: inout CStrings) -> [nst_control] {
        func control(_ name: String, _ label: String, _ help: String) -> nst_control {
            var control = nst_control()
            control.name = strings.copy(name)
            control.label = strings.copy(label)
            control.tooltip = strings.copy(help)
            control.excluded_drawable = -1
            return control
        }
        func number(_ control: nst_control, _ range: ClosedRange<Int>, _ value: Int) -> nst_control {
            var control = control
            control.kind = Int32(NST_CONTROL_NUMBER)
            (control.minimum, control.maximum) = (Double(range.lowerBound), Double(range.upperBound))
            (control.step, control.value) = (1, Double(value))
            return control
        }
        func choice(_ control: nst_control, _ choices: [String], _ chosen: Int) -> nst_control {
            var control = control
            control.offer(choices, chosen: chosen, &strings)
            return control
        }
        let answers = [localized("No"), localized("Yes")]
        return [
            choice(
                control(
                    "layer", localized("La_yer of the network"),
                    localized("How deep to look: the first layers see edges and colours, the last ones whole things.")),
                layers.map(\.description), layers.firstIndex(of: last.layer) ?? 0),
            number(
                control(
                    "maps", localized("_Maps"),
                    localized("How many feature maps become layers: the strongest, by their mean activation.")),
                LookInside.mapCounts, last.mapCount),
            choice(
                control(
                    "gram", localized("_Gram matrix"),
                    localized("A layer that shows which maps are active together (the style of Gatys et al.).")),
                answers, last.hasGram ? 1 : 0),
            choice(
                control(
                    "filters", localized("_First filters"),
                    localized("A layer that shows what the network's first layer looks for, as colours.")),
                answers, last.hasFilters ? 1 : 0),
            number(
                control(
                    "size", localized("_Size"),
                    localized("Longest side, in pixels, at which the network looks at the picture.")),
                LookInside.sizes, last.size),
        ]
    }
}
