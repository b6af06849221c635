import NSTPictures

/// What a program holds in memory while a painting is made, beside what the painting itself takes: its pictures at full
/// size, as far as they are known before they are read.
public struct HeldPictures: Equatable, Sendable {
    /// The size of the part that is painted.
    public var content: Extent
    /// How many masks of that size there are: alpha, selection, layer mask, the styles' regions.
    public var contentMasks: Int
    /// The sizes of the style pictures.
    public var styles: [Extent]
    /// The size of a given picture to start from, if there is one.
    public var initial: Extent?

    /// How many pictures of the content's size are kept in 8 bits a channel, on the way to the result.
    public var keptPictures = 0

    /// What the program with its libraries takes before anything is painted, in bytes.
    public var programBytes = 64 << 20

    /// Pictures of some sizes.
    public init(content: Extent, contentMasks: Int = 0, styles: [Extent], initial: Extent? = nil) {
        self.content = content
        self.contentMasks = contentMasks
        self.styles = styles
        self.initial = initial
    }

    /// Bytes of an RGB picture's pixel, of one with alpha, and of a mask's.
    private static let (rgb, rgba, mask) = (
        3 * MemoryLayout<Float>.stride, 4 * MemoryLayout<Float>.stride, MemoryLayout<Float>.stride
    )

    /// Bytes that are held from the first picture that is read to the result.
    ///
    /// - Parameter colours: Other colours than the style's are painted with recoloured copies.
    func bytes(colours: Colours) -> Int {
        let copies = colours == .style ? 1 : 2
        let pictures = copies * Self.rgb
        return programBytes + content.pixels * (pictures + contentMasks * Self.mask + 3 * keptPictures)
            + styles.reduce(0) { $0 + $1.pixels * (pictures + Self.mask) } + (initial?.pixels ?? 0) * pictures
    }

    /// Bytes beside these while a picture is read or the result is handed over: the host's pixels, and what becomes of
    /// them. There are no passes through the network then.
    var transferBytes: Int {
        (styles + [content] + (initial.map { [$0] } ?? [])).map { $0.pixels * (Self.rgba + Self.rgb) }.max() ?? 0
    }

    /// Bytes of the copies that a scale paints with; none where they have the full size.
    func copyBytes(content size: Extent, styles sizes: [Extent]) -> Int {
        zip(styles + [content], sizes + [size]).reduce(0) { sum, pair in
            sum + (pair.0 == pair.1 ? 0 : pair.1.pixels * (Self.rgb + Self.mask))
        }
    }
}
