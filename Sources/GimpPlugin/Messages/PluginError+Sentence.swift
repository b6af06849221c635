import NSTMessages

extension PluginError {
    /// What the user reads: what was wrong, and what to do.
    var sentence: String {
        switch self {
        case .noContent:
            localized("There is no layer to paint: choose the layer that shows your picture and try again.")
        case .contentIsNotALayer(let name):
            localized(
                "“{name}” is a mask or a channel: click on the layer that shows your picture and try again.",
                ["name": name])
        case .indexedImage:
            localized(
                "This image has an indexed palette, which can't hold a painting's colours: choose Image ▸ Mode ▸ RGB and try again."
            )
        case .noStyle:
            localized(
                "No style was chosen: choose a layer of an open image or a picture's file."
            )
        case .styleIsGone(let id):
            localized("The style (drawable {id}) doesn't exist any more: choose another layer.", ["id": String(id)])
        case .styleFileUnreadable(let path):
            localized(
                "GIMP can't open “{path}” as a picture: see whether the file is there and whole, or choose another.",
                ["path": path])
        case .presetsUnwritable(let path):
            localized(
                "The look can't be kept in “{path}”: see whether that folder can be written to, and whether the disk is full.",
                ["path": path])
        case .initialLayerIsGone(let id):
            localized(
                "The layer to start from (init-layer={id}) doesn't exist: name another one, or leave the option out.",
                ["id": String(id)])
        case .styleIsContent(let name):
            localized(
                "“{name}” is both the picture and the style: choose another layer as the style.", ["name": name])
        case .noVisibleStyle(let name):
            localized(
                "The layer group “{name}” shows no layer that could be a style: make at least one of its layers visible.",
                ["name": name])
        case .styleNowhere(let name):
            localized(
                "The layer mask of the style “{name}” lets nothing through where the picture is painted: paint on it with white, or delete it.",
                ["name": name])
        case .selectionMissesLayer(let name):
            localized(
                "The selection doesn't touch the layer “{name}”: select a part of it, or choose Select ▸ None.",
                ["name": name])
        case .transparentContent(let name):
            localized(
                "The layer “{name}” is fully transparent where it would be painted: choose a layer that shows a picture.",
                ["name": name])
        case .transparentStyle(let name):
            localized(
                "The style “{name}” is fully transparent: choose a layer that shows a picture.", ["name": name])
        case .settings(let error): error.sentence
        case .weights(let error): localized(error.message)
        case .painting(let error, let content, let style): error.sentence(content: content, style: style)
        case .unknownLayer(let layer):
            localized("The network has no layer “{layer}”: choose another.", ["layer": layer])
        case .inspection(let error, let name): error.sentence(name: name)
        case .unreadable(let name):
            localized(
                "GIMP didn't hand over the pixels of “{name}”: check that there is free disk space for its swap file and try again.",
                ["name": name])
        case .layerIsLocked(let name):
            localized(
                "The pixels of “{name}” are locked: unlock them, or have the painting as a new layer.",
                ["name": name])
        case .groupCantBeReplaced(let name):
            localized(
                "“{name}” is a layer group, which has no pixels of its own to replace: have the painting as a new layer.",
                ["name": name])
        case .layerIsGone(let name):
            localized(
                "“{name}” was closed, deleted or changed while it was painted: leave its image open until the painting is done.",
                ["name": name])
        case .notAPainting(let name):
            localized(
                "“{name}” doesn't know how it was painted: choose a layer that Neural Style Transfer has made.",
                ["name": name])
        case .sourceIsGone(let name, nil):
            localized(
                "“{name}”, which this was painted from, isn't in the image any more: undo its deletion, or paint anew.",
                ["name": name])
        case .sourceIsGone(let name, ""):
            localized(
                "“{name}”, which this was painted from, was in an image that had no file and is closed: paint anew.",
                ["name": name])
        case .sourceIsGone(let name, let image?):
            localized(
                "“{name}” of the image “{image}”, which this was painted from, isn't open: open that image, or paint anew.",
                ["name": name, "image": image])
        case .paintingChanged(let name):
            localized(
                "“{name}”, or the layer that it was painted from, has been cropped or scaled since: undo that, or paint anew.",
                ["name": name])
        case .contentWasReplaced(let name):
            localized(
                "“{name}” was painted in the place of its own picture, so there is no picture to go on with: undo that, and have the painting as a new layer.",
                ["name": name])
        case .resultRefused:
            localized(
                "GIMP couldn't add the new layer: check that the image is still open and that memory is left, and try again."
            )
        case .replacementRefused(let name):
            localized(
                "GIMP couldn't put the painting in the place of “{name}”: check that the image is still open and that memory is left, and try again.",
                ["name": name])
        case .imageRefused:
            localized("GIMP couldn't make a new image for the painting: check that memory is left, and try again.")
        case .noDisplay:
            localized("There is no display for the dialog: use the run mode RUN-NONINTERACTIVE.")
        case .unknownRunMode(let mode):
            localized(
                "The run mode {mode} is unknown: use RUN-INTERACTIVE, RUN-NONINTERACTIVE or RUN-WITH-LAST-VALS.",
                ["mode": String(mode)])
        case .unexpected(let description):
            localized(
                "Something failed that shouldn't ({error}): try again, and report it as a fault if that doesn't help.",
                ["error": description])
        }
    }
}
