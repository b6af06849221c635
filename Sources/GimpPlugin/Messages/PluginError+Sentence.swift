import NSTCore

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
                "No style was chosen: open the picture whose style you want, as a layer or as another image, and choose it."
            )
        case .styleIsGone(let id):
            localized("The style (drawable {id}) doesn't exist any more: choose another layer.", ["id": String(id)])
        case .styleIsContent(let name):
            localized(
                "“{name}” is both the picture and the style: choose another layer as the style.", ["name": name])
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
        case .weights(let error): error.sentence
        case .run(let error, let content, let style): error.sentence(content: content, style: style)
        case .unreadable(let name):
            localized(
                "GIMP didn't hand over the pixels of “{name}”: check that there is free disk space for its swap file and try again.",
                ["name": name])
        case .resultRefused:
            localized(
                "GIMP couldn't add the new layer: check that the image is still open and that memory is left, and try again."
            )
        case .noDisplay:
            localized("There is no display for the dialog: use the run mode RUN-NONINTERACTIVE.")
        case .unknownRunMode(let mode):
            localized(
                "The run mode {mode} is unknown: use RUN-INTERACTIVE, RUN-NONINTERACTIVE or RUN-WITH-LAST-VALS.",
                ["mode": String(mode)])
        }
    }
}
