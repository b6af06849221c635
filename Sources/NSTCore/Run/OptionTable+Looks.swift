extension PaintingOption {
    /// What an option is a part of.
    package enum Scope: Sendable {
        /// A look (preset): it decides what paintings look like.
        case look
        /// One painting: a look says something of it only where it is meant to.
        case painting
        /// The session that it was set in, outside of which it means nothing.
        case session
    }

    /// What the option is a part of.
    package var scope: Scope {
        switch key {
        case "size", "seed", "result": .painting
        case "init-layer": .session
        default: .look
        }
    }
}

extension OptionTable {
    /// The options that keep a look of settings, with their values: every one that is part of a look, whether default or
    /// not, so that new defaults don't change it; those of a single painting only where they differ from the defaults.
    static func look(of settings: Settings) -> [String: String] {
        ofPresets.reduce(into: [:]) { options, option in
            let text = option.text(settings)
            switch option.scope {
            case .look: options[option.key] = text
            case .painting: if text != option.defaultText { options[option.key] = text }
            case .session: break
            }
        }
    }
}

extension Preset {
    /// What becomes of settings when the preset is taken: all of it, but for what belongs to one painting or to the
    /// session, as far as the preset doesn't name it.
    package func settings(after last: Settings) -> Settings {
        var taken = settings
        func keep<Value>(_ key: String, _ path: WritableKeyPath<Settings, Value>) {
            if !namedOptions.contains(key) { taken[keyPath: path] = last[keyPath: path] }
        }
        keep("size", \.size)
        keep("seed", \.seed)
        keep("result", \.result)
        keep("init-layer", \.initialLayer)
        return taken
    }
}
