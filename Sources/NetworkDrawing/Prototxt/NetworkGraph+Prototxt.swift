extension NetworkGraph {
    /// What a network is set up for: its description may have layers for one or the other only.
    package enum Phase: String, CaseIterable, Sendable {
        case train
        case test
    }

    /// How many bytes a description may have.
    package static let longestPrototxt = TextParser.longestText

    private static let mostLayers = 1 << 12
    private static let mostConnections = 1 << 15

    /// Reads a `.prototxt`, Caffe's description of a network in protobuf's text format, with layers of the first kind
    /// (`layers { type: CONVOLUTION }`) and of the second (`layer { type: "Convolution" }`). Fields:
    /// <https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto>
    ///
    /// Layers of unknown types are kept by their names (`LayerKind.other`); fields that no shape depends on aren't looked
    /// at.
    ///
    /// - Parameters:
    ///   - text: The file's bytes, at most 4 MiB.
    ///   - phase: Layers that are only for another phase are left out; `nil` keeps all.
    /// - Throws: `PrototxtError` with the line where the text makes no sense.
    package init(prototxt text: [UInt8], phase: Phase?) throws(PrototxtError) {
        let network = try TextParser.message(text)
        var layers = try PrototxtInputs.layers(of: network)
        guard layers.count <= Self.mostLayers else { throw PrototxtError(line: network.line, .tooMany("inputs")) }
        var connections = 0
        for field in network.fields where field.name == "layer" || field.name == "layers" {
            guard case .message(let message) = field.value else { throw field.wrong("a message in braces") }
            if let phase, try !message.isFor(phase) { continue }
            let layer = try NetworkLayer(message)
            connections += layer.bottoms.count + layer.tops.count
            guard layers.count < Self.mostLayers else { throw PrototxtError(line: field.line, .tooMany("layers")) }
            guard connections <= Self.mostConnections else {
                throw PrototxtError(line: field.line, .tooMany("bottoms and tops"))
            }
            layers.append(layer)
        }
        guard layers.contains(where: { !$0.bottoms.isEmpty || $0.type != "Input" }) else {
            throw PrototxtError(line: 1, .noLayers)
        }
        self.init(name: printable(try network.last("name")?.text() ?? ""), layers: layers)
    }
}

extension TextMessage {
    /// Whether a layer belongs to a phase: it does without rules, with one `include` that holds, or with no `exclude` that
    /// holds (Caffe's `NetStateRule`; levels are zero, and there are no stages).
    fileprivate func isFor(_ phase: NetworkGraph.Phase) throws(PrototxtError) -> Bool {
        func holds(_ rule: TextMessage) throws(PrototxtError) -> Bool {
            if let asked = try rule.choice("phase"), asked != phase.rawValue.uppercased() { return false }
            let levels = -1 << 31...1 << 31
            let lowest = try rule.integer("min_level", in: levels) ?? 0
            let highest = try rule.integer("max_level", in: levels) ?? 0
            return rule.all("stage").isEmpty && lowest <= 0 && highest >= 0
        }
        let included = try messages("include")
        for rule in included {
            if try holds(rule) { return true }
        }
        guard included.isEmpty else { return false }
        for rule in try messages("exclude") {
            if try holds(rule) { return false }
        }
        return true
    }
}

extension NetworkLayer {
    /// Reads one layer.
    fileprivate init(_ message: TextMessage) throws(PrototxtError) {
        guard message.all("layer").isEmpty else { throw PrototxtError(line: message.line, .oldestForm) }
        let name = try message.last("name")?.text() ?? ""
        guard let written = message.last("type") else {
            throw PrototxtError(line: message.line, .missing(field: "type", layer: shortened(name)))
        }
        let type = printable(OldLayerTypes.presentName(of: try written.text()))
        self.init(
            name: name.isEmpty ? type : printable(name), type: type, kind: .other,
            bottoms: try message.texts("bottom").map(printable), tops: try message.texts("top").map(printable),
            line: message.line)
        kind = try LayerKindReader(message: message, layer: self.name, tops: tops.count).kind(type)
    }
}
