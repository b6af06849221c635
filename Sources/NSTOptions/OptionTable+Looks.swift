extension OptionTable {
    /// The options that keep a look of settings, with their values: every one that is part of a look, whether default or
    /// not, so that new defaults don't change it; those of a single painting only where they differ from the defaults.
    static func look(of settings: Settings) -> [String: String] {
        others.reduce(into: [:]) { options, option in
            let text = option.text(settings)
            switch option.scope {
            case .look: options[option.key] = text
            case .painting: if text != option.defaultText { options[option.key] = text }
            case .occasion: break
            }
        }
    }
}

extension Preset {
    /// What becomes of settings when the preset is taken: all of it, but for what belongs to one painting or to the
    /// session, as far as the preset doesn't name it.
    package func settings(after last: Settings) -> Settings {
        var taken = settings
        for option in OptionTable.others where option.scope != .look && !namedOptions.contains(option.key) {
            // What settings say of an option is a value of it.
            try? option.set(option.text(last), in: &taken)
        }
        return taken
    }
}
