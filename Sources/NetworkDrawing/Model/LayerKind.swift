/// What a layer does, with what its shape and parameters depend on.
package enum LayerKind: Equatable, Sendable {
    /// Pictures or other data: the shape of each top, `nil` where it isn't told.
    case input([BlobShape?])
    case convolution(Convolution)
    /// A convolution backwards, which makes maps larger (`Deconvolution`).
    case deconvolution(Convolution)
    case pooling(Pooling)
    case innerProduct(InnerProduct)
    /// One function of each value, without parameters: ReLU and its like.
    case activation
    /// A ReLU whose slope below zero is learnt, for each channel or one for all.
    case learntActivation(isShared: Bool)
    /// Leaves values out while the network is trained; the share of them.
    case dropout(ratio: Double)
    /// Local response normalisation over `size` neighbouring channels, or, `withinChannel`, places.
    case localNormalisation(size: Int, withinChannel: Bool)
    /// By mean and variance. Caffe keeps those of batches with the weights, but nothing learns them: they are no
    /// parameters.
    case normalisation
    /// A factor for each channel, and a summand where it has a bias. Nothing is learnt where a second blob is the factor.
    case scale(hasBias: Bool)
    /// A summand for each channel.
    case bias
    case softmax
    /// Puts blobs behind one another along an axis: 1 is channels, 2 height, 3 width.
    case concatenation(axis: Int)
    /// Sum, product or maximum of blobs of one shape, as the file calls it.
    case elementwise(String)
    /// Cuts a blob into parts along an axis, at these places; into equal parts where there are none.
    case slice(axis: Int, points: [Int])
    /// The same blob several times.
    case split
    case flatten
    /// Cuts a map to the height and width of a second one.
    case crop
    /// A loss or an accuracy: one value.
    case figure
    /// Anything else: a box with a name.
    case other

    /// A convolution's parameters.
    package struct Convolution: Equatable, Sendable {
        /// How many channels it makes.
        package var outputs: Int
        package var kernel: Span
        package var stride = Span(1)
        /// Zeros at each side of the map.
        package var padding = Span(0)
        /// The distance of neighbouring places that the kernel reads.
        package var dilation = Span(1)
        /// The channels are cut into so many groups that don't see each other.
        package var groups = 1
        package var hasBias = true

        /// How far the kernel reaches: its size with the gaps of its dilation.
        var reach: Span {
            Span(
                height: dilation.height * (kernel.height - 1) + 1, width: dilation.width * (kernel.width - 1) + 1)
        }
    }

    /// A pooling's parameters.
    package struct Pooling: Equatable, Sendable {
        /// How one value is made of many.
        package enum Method: String, Sendable {
            case maximum = "max"
            case average
            case stochastic
        }

        package var method: Method
        /// `nil` where it takes the whole map.
        package var kernel: Span?
        package var stride = Span(1)
        package var padding = Span(0)
        /// Whether a window that reaches over the map's end counts: Caffe's way, but not that of most others.
        package var roundsUp: Bool
    }

    /// The parameters of a layer in which each value depends on all (fully connected).
    package struct InnerProduct: Equatable, Sendable {
        /// How many values it makes.
        package var outputs: Int
        package var hasBias = true
    }
}
