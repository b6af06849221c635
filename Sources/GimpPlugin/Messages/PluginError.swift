import NSTCore
import NSTOptions
import NSTVGG

/// Everything that can keep a call of the procedure from making a layer. Cases hold data; `sentence` words them.
enum PluginError: Error, Equatable {
    /// The call doesn't name a layer to paint.
    case noContent
    /// A layer mask or channel was given as the content.
    case contentIsNotALayer(name: String)
    /// The image is in indexed mode, whose few colours can't hold a painting.
    case indexedImage
    /// The call doesn't name a style.
    case noStyle
    /// The style has been deleted or never existed.
    case styleIsGone(id: Int)
    /// The layer that the painting should start from has been deleted or never existed.
    case initialLayerIsGone(id: Int)
    /// Content and style are the same layer.
    case styleIsContent(name: String)
    /// The group that was given as the style has no visible layer.
    case noVisibleStyle(name: String)
    /// The styles' layer masks let nothing through where the content is painted.
    case styleNowhere(name: String)
    /// The selection and the layer don't meet.
    case selectionMissesLayer(name: String)
    /// The content has no visible pixel.
    case transparentContent(name: String)
    /// The style has no visible pixel.
    case transparentStyle(name: String)
    /// The options string is wrong.
    case settings(SettingsError)
    /// The network's weights can't be used.
    case weights(WeightError)
    /// The painting can't start or go on.
    case painting(PaintingError, content: String, style: String)
    /// The network has no layer of this name.
    case unknownLayer(String)
    /// A layer can't be looked at with the network.
    case inspection(InspectionError, name: String)
    /// GIMP didn't hand over a layer's pixels.
    case unreadable(name: String)
    /// The layer, whose pixels were to be replaced, is locked.
    case layerIsLocked(name: String)
    /// A layer group has no pixels of its own that could be replaced.
    case groupCantBeReplaced(name: String)
    /// The layer was deleted or changed, or its image closed, while it was painted.
    case layerIsGone(name: String)
    /// The layer to go on from keeps no record of how it was made.
    case notAPainting(name: String)
    /// What a painting was made from isn't open any more; `image` is the name of its image's file, empty where that
    /// had none, `nil` where it was in the painting's own image.
    case sourceIsGone(name: String, image: String?)
    /// The painting, or what it was made from, has another size than it had.
    case paintingChanged(name: String)
    /// The painting is where its content was.
    case contentWasReplaced(name: String)
    /// A picture's file can't be opened as the style.
    case styleFileUnreadable(path: String)
    /// The user's own presets can't be written to this file.
    case presetsUnwritable(path: String)
    /// GIMP didn't take the result as a new layer.
    case resultRefused
    /// GIMP didn't put the result in the place of a layer's pixels.
    case replacementRefused(name: String)
    /// GIMP didn't make an image for the result.
    case imageRefused
    /// A dialog was asked for where there is no display.
    case noDisplay
    /// The run mode is none of GIMP's.
    case unknownRunMode(Int)
    /// An error that nothing here expects; `description` is what it says of itself.
    case unexpected(description: String)

    /// Whether the caller, rather than the world, is to blame: decides between GIMP's two kinds of error.
    var isCallersFault: Bool {
        switch self {
        case .noContent, .contentIsNotALayer, .noStyle, .styleIsGone, .initialLayerIsGone, .styleIsContent, .settings,
            .unknownLayer, .unknownRunMode:
            true
        default: false
        }
    }
}
