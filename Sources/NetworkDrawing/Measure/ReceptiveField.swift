/// Which part of the picture the values of a map depend on.
///
/// The value at place i of a map reads the picture's places first + i·step … last + i·step, in each direction; places
/// outside of the picture are padding.
struct ReceptiveField: Equatable {
    /// One direction.
    struct Axis: Equatable {
        var first = 0
        var last = 0
        var step = 1
    }

    var vertical: Axis
    var horizontal: Axis

    /// That of the picture itself.
    static let pixel = ReceptiveField(vertical: Axis(), horizontal: Axis())

    /// How many pixels it has, down and across.
    var size: Span {
        Span(height: vertical.last - vertical.first + 1, width: horizontal.last - horizontal.first + 1)
    }

    /// The field behind a window that moves over the map.
    ///
    /// - Parameter reach: The window's size, gaps included.
    /// - Returns: `nil` where the numbers become too large to count with.
    func behind(reach: Span, stride: Span, padding: Span) -> ReceptiveField? {
        guard let vertical = vertical.behind(reach: reach.height, stride: stride.height, padding: padding.height),
            let horizontal = horizontal.behind(reach: reach.width, stride: stride.width, padding: padding.width)
        else { return nil }
        return ReceptiveField(vertical: vertical, horizontal: horizontal)
    }

    /// The field of values that depend on both; `nil` where the maps' places lie differently close together.
    func joined(with other: ReceptiveField) -> ReceptiveField? {
        guard let vertical = vertical.joined(with: other.vertical),
            let horizontal = horizontal.joined(with: other.horizontal)
        else { return nil }
        return ReceptiveField(vertical: vertical, horizontal: horizontal)
    }
}

extension ReceptiveField.Axis {
    fileprivate func behind(reach: Int, stride: Int, padding: Int) -> Self? {
        // A place before the window's first one is a step of this map to the left for each of the padding's.
        guard let before = countableProduct(padding, step), let across = countableProduct(reach - 1, step),
            let step = countableProduct(step, stride)
        else { return nil }
        let behind = Self(first: first - before, last: last - before + across, step: step)
        // Far below what would overflow, however many layers follow.
        guard behind.first > -1 << 50, behind.last < 1 << 50 else { return nil }
        return behind
    }

    fileprivate func joined(with other: Self) -> Self? {
        guard step == other.step else { return nil }
        return Self(first: min(first, other.first), last: max(last, other.last), step: step)
    }
}
