import NetworkDrawing

extension PrototxtError {
    /// What was wrong with a description of a network and what to do, to say after the file's name.
    var predicate: String {
        switch problem {
        case .tooLong(let limit):
            "is a text of more than \(limit >> 20) MiB, which no network's description is; give a .prototxt"
        case .noLayers:
            "describes no layers; give a network's .prototxt, such as deploy.prototxt (not a solver's)"
        default: "is no .prototxt that can be read: line \(line) \(predicateOfLine)"
        }
    }

    private var predicateOfLine: String {
        switch problem {
        case .tooLong, .noLayers: "is too much"
        case .unexpectedCharacter(let character): "has '\(character)', which means nothing there; remove or quote it"
        case .noFieldName(let found):
            "has '\(found)' where a field's name should stand; check the line and those before it"
        case .unclosedString: "has a text without a closing quote; add it"
        case .unclosed(let sign): "opens '\(sign)', which nothing closes; add what closes it"
        case .noValue(let field): "gives '\(field)' no value; write '\(field): VALUE'"
        case .wrongValue(let field, let found, let expected): "has \(found) for '\(field)'; write \(expected)"
        case .outOfRange(let field, let found, let range):
            "has \(found) for '\(field)'; write a number from \(range.lowerBound) to \(range.upperBound)"
        case .missing(let field, let layer):
            "begins a layer\(layer.isEmpty ? "" : " ('\(layer)')") without '\(field)'; add it"
        case .tooDeep: "has braces in braces, deeper than any network needs; check which aren't closed"
        case .tooMany(let things): "has more \(things) than any network; check whether the file is the right one"
        case .oldestForm:
            "has a layer in a layer, Caffe's form of 2013; bring it up to date with Caffe's upgrade_net_proto_text"
        }
    }
}
