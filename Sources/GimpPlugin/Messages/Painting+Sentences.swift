import NSTCore
import NSTMessages

extension PaintingError {
    /// What the user reads: what was wrong, and what to do.
    ///
    /// - Parameters:
    ///   - content: The content layer's name.
    ///   - style: The style layer's name.
    func sentence(content: String, style: String) -> String {
        switch self {
        case .contentTooSmall(let width, let height, let minimum):
            tooSmall(content, width, height, minimum)
        case .styleTooSmall(let width, let height, let minimum):
            tooSmall(style, width, height, minimum)
        case .notEnoughMemory(let size, let available, let largest?):
            localized(
                "{size} pixels don't fit into {available} of memory: choose a size of at most {largest}, close other programs, or allow more memory.",
                ["size": String(size), "available": localized(Message.bytes(available)), "largest": String(largest)])
        case .notEnoughMemory(_, let available, nil):
            localized(
                "{available} of memory are too little for these pictures: scale them down, close other programs, or allow more memory.",
                ["available": localized(Message.bytes(available))])
        case .pictureSizesChanged:
            localized("“{name}” or its style was scaled or cropped meanwhile: start again.", ["name": content])
        case .network(.outOfMemory(let needed)):
            localized(
                "The system didn't give the {needed} of memory that this needs: choose a smaller size or close other programs.",
                ["needed": localized(Message.bytes(needed))])
        case .lossNotFinite:
            localized(
                "The losses grew beyond what can be computed: use smaller weights, or the defaults.")
        case .network(.unknownLayer(let layer)):
            localized("The network has no layer “{layer}”: choose another.", ["layer": layer.description])
        case .network(.imageTooSmall(_, let width, let height)):
            localized(
                "{width}×{height} pixels are too few for the chosen layers: choose a larger size.",
                ["width": String(width), "height": String(height)])
        case .network(.shapeMismatch(let layer)):
            localized(
                "The network's weights don't fit together at “{layer}”: install them again with neural-style-weights.",
                ["layer": layer])
        }
    }

    private func tooSmall(_ name: String, _ width: Int, _ height: Int, _ minimum: Int) -> String {
        localized(
            "“{name}” is too small ({width}×{height} pixels): each side must have at least {minimum} pixels, so choose a larger part or scale it up.",
            [
                "name": name, "width": String(width), "height": String(height), "minimum": String(minimum),
            ])
    }
}

extension Remark {
    /// What the user reads.
    var sentence: String {
        switch self {
        case .backedOff:
            localized(
                "The painting got worse again and again, so it was painted on from its best state with smaller steps. Less strength, or another style weight, may look better."
            )
        case .stoppedEarly:
            localized("A size was finished early, because nothing changed visibly any more.")
        }
    }
}
