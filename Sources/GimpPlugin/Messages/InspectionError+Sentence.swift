import NSTCore
import NSTMessages

extension InspectionError {
    /// What the user reads: what was wrong, and what to do.
    ///
    /// - Parameter name: The picture's layer.
    func sentence(name: String) -> String {
        switch self {
        case .pictureTooSmall(let width, let height, _, let minimum):
            PaintingError.contentTooSmall(width: width, height: height, minimum: minimum)
                .sentence(content: name, style: name)
        case .notEnoughMemory(let size, _, let available, let largest):
            PaintingError.notEnoughMemory(size: size, available: available, largest: largest)
                .sentence(content: name, style: name)
        case .notFinite(let layer):
            localized(
                "The network's weights don't fit together at “{layer}”: install them again with neural-style-weights.",
                ["layer": layer.description])
        case .network(let error):
            PaintingError.network(error).sentence(content: name, style: name)
        }
    }
}
