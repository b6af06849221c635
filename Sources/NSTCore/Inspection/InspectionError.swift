import NSTVGG

/// What can keep somebody from looking inside a network.
public enum InspectionError: Error, Equatable, Sendable {
    /// The picture is too small for the layer; each side needs at least `minimum` pixels.
    case pictureTooSmall(width: Int, height: Int, layer: LayerName, minimum: Int)
    /// The layer's maps of a picture with so many pixels along its longest side don't fit into so many bytes; `largest`
    /// is the longest side that would do, `nil` where none does.
    case notEnoughMemory(size: Int, needed: Int, available: Int, largest: Int?)
    /// The layer's maps have values that are infinite or no numbers: the weights don't make a network.
    case notFinite(layer: LayerName)
    /// The network doesn't have the layer, or is otherwise unfit.
    case network(NetworkError)
}
