import NSTOptions
import NSTVGG

/// Everything that is asked before painting: the dialog, again and again, until what it asks for can be done.
struct Conversation {
    let host: Host
    let environment: PluginEnvironment
    let content: Drawable
    let cache: NetworkCache

    /// - Returns: What the user wants painted, with a network whose weights are there; `nil` if nothing.
    func choice(after last: StyleDialog.Choice) throws -> StyleDialog.Choice? {
        var shown = last
        var outcome: String?
        while true {
            let notice = [outcome, missing(for: shown)].compactMap(\.self).joined(separator: "\n\n")
            let dialog = StyleDialog(
                environment: environment, cache: cache, content: content, notice: notice.isEmpty ? nil : notice)
            switch try dialog.run(on: host, last: shown) {
            case .cancel: return nil
            case .paint(let choice):
                if missing(for: choice) == nil { return choice }
                shown = choice
                outcome = nil
            case .importWeights(let choice):
                shown = choice
                outcome = try WeightsImport(host: host, tool: environment.importWeights).run()
            }
        }
    }

    /// Which weights a choice lacks; `nil` if they are there. What is wrong with a file that is there, loading it tells.
    private func missing(for choice: StyleDialog.Choice) -> String? {
        guard case .missing(let architecture, let searched) = environment.findWeights(choice.settings.network) else {
            return nil
        }
        return localized(
            "The weights of the network {network} aren't installed (looked for {paths}). Choose “Import weights…” if you have a file of them, or run “neural-style-weights fetch {name}”.",
            [
                "network": architecture.title, "name": architecture.rawValue,
                "paths": searched.joined(separator: ", "),
            ])
    }
}

extension Architecture {
    /// What the dialog calls the network.
    fileprivate var title: String {
        guard case .choice(let choices) = OptionTable.option("network")?.kind,
            let label = choices.first(where: { $0.value == rawValue })?.label
        else { return rawValue }
        return localized(dynamic: label)
    }
}
