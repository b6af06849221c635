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
        var shown = StyleDialog.Draft(style: last.style, settings: SettingsDraft(last.settings))
        var outcome: String?
        while true {
            let notice = [outcome, missing(for: shown)].compactMap(\.self).joined(separator: "\n\n")
            let dialog = StyleDialog(
                environment: environment, cache: cache, content: content, notice: notice.isEmpty ? nil : notice)
            switch try dialog.run(on: host, last: shown) {
            case .cancel: return nil
            case .paint(let draft):
                outcome = draft.settings.error?.sentence
                if outcome == nil, missing(for: draft) == nil {
                    return StyleDialog.Choice(
                        style: draft.style, settings: draft.settings.settings, plan: draft.plan)
                }
                shown = draft
            case .importWeights(let draft):
                shown = draft
                outcome = try WeightsImport(host: host, tool: environment.importWeights).run()
            }
        }
    }

    /// Which weights are lacking for what is set; `nil` if they are there. What is wrong with a file that is there, loading
    /// it tells.
    private func missing(for draft: StyleDialog.Draft) -> String? {
        let network = draft.settings.settings.network
        guard case .missing(let architecture, let searched) = environment.findWeights(network) else {
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
