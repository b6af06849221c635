import NSTOptions

/// The option table as text.
enum OptionDocument {
    /// The C header with the help text of the procedure's `options` argument.
    static var header: String {
        let lines = OptionTable.all.map { option in
            "    \"\\n  \(option.key)=\(escaped(option.defaultText)) (\(escaped(values(option)))): \(escaped(option.help))\""
        }
        return """
            /* Made by `swift run generate-options` from the option table in Sources/NSTOptions/OptionTable.swift. */
            #pragma once
            #define NST_PDB_OPTIONS_HELP \\
                "Words key=value, separated by spaces; \\"\\" for the defaults. The options with their defaults:" \\
            \(lines.joined(separator: " \\\n"))

            """
    }

    /// The tables of options and of presets for the README.
    static var markdown: String {
        let rows = OptionTable.all.map { option in
            "| `\(option.key)` | `\(option.defaultText)` | \(values(option)) | \(option.help) |"
        }
        let presets = Presets.builtIn.all.map { preset in
            let source = preset.source.isEmpty ? "" : " *\(preset.source)*"
            return "| `\(preset.name)` | \(preset.summary)\(source) |"
        }
        return """
            | option | default | values | what it does |
            | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            `preset=NAME` sets many of them at once, wherever it stands among the words; the others then change it:

            | preset | what it does, and its source |
            | --- | --- |
            \(presets.joined(separator: "\n"))

            """
    }

    private static func values(_ option: PaintingOption) -> String {
        switch option.kind {
        case .integer(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .number(let range):
            (option.defaultText == "auto" ? "auto, " : "") + "\(short(range.lowerBound))…\(short(range.upperBound))"
        case .choice(let choices): choices.map(\.value).joined(separator: ", ")
        case .layers: "layer names, none"
        case .memory(let range):
            "\(MemoryLimit.automatic), \(MemorySize(bytes: range.lowerBound))…\(MemorySize(bytes: range.upperBound))"
        }
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
