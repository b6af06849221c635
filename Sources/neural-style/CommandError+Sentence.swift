import Glibc

extension CommandError {
    /// What the user reads: what was wrong, and what to do.
    var sentence: String {
        switch self {
        case .malformedSetting(let word):
            "“\(word)” isn't an option: write --set key=value, without spaces."
        case .wrongSetting(let sentence):
            sentence
        case .resultIsOutput:
            "“result” can't be set here: the painting goes into OUT."
        case .wrongWeights(let count, let styles):
            "--weights has \(count) \(count == 1 ? "number" : "numbers") for \(styles) \(styles == 1 ? "style" : "styles"): give one for each, separated by commas."
        case .givenTwice(let key):
            "“\(key)” is given twice: use either --\(key) or --set \(key)=…."
        case .unknownFigure(let name, let allowed):
            "there is no figure “\(name)”: choose one of \(allowed.joined(separator: ", "))."
        case .wrongPictures(let figure, let usage):
            "the figure “\(figure)” needs other pictures: write neural-style figure \(figure) \(usage) -o OUT."
        case .optionOfFigure(let key, let figure):
            "“\(key)” can't be set here: the figure “\(figure)” shows what it does, or is made of it."
        case .unreadable(let path, let reason):
            "can't read \(path) (\(reason)): check the name and the file's permissions."
        case .notAFile(let path):
            "\(path) isn't a file: name a picture."
        case .noExtension(let path):
            "\(path) has no extension, which would say its format: name it, for example, \(path).png."
        case .outputIsInput(let path):
            "\(path) is one of the pictures to read and would be lost: choose another name for the painting."
        case .outputNotAFile(let path):
            "\(path) exists and isn't a file: choose another name for the painting."
        case .unwritable(let path, let reason):
            "can't write \(path) (\(reason)): choose another place, or change the permissions."
        case .noTemporaryFolder(let path, let reason):
            "can't make a folder in \(path) (\(reason)): set TMPDIR to a folder that you may write."
        case .gimpMissing:
            "there is no gimp-console in PATH: install GIMP 2.10 (on Debian: apt install gimp)."
        case .wrongGimp(let version):
            "this needs GIMP 2.10, but PATH has \(version): install GIMP 2.10."
        case .gimpNotStarted(let reason):
            "GIMP couldn't be started (\(reason)): check that gimp-console runs."
        case .plugInMissing:
            "GIMP doesn't know the Neural Style Transfer plug-in: run ./install.sh of neural-style-transfer as this user."
        case .notLoaded(let path, let reason):
            "GIMP can't read \(path)\(detail(reason)): check that it is a picture."
        case .formatRefused(let fileExtension, let reason):
            "GIMP can't write such a picture as .\(fileExtension)\(detail(reason)): choose another format, such as .png."
        case .notPainted(let reason):
            reason.map(finished) ?? "the plug-in stopped without saying why: try again with a smaller --size."
        case .notSaved(let path, let reason):
            "GIMP couldn't write \(path)\(detail(reason)): check that there is room on the disk."
        case .gimpDied(let how, let reason):
            "GIMP ended before the painting was done (\(how))\(detail(reason)): try again with a smaller --size."
        case .interrupted(let signal):
            "stopped (\(name(of: signal))); nothing was written."
        case .figureInterrupted(let signal, let ready, let cells):
            "stopped (\(name(of: signal))) with \(ready) of \(cells) cells ready: the same command goes on from there."
        }
    }

    /// The plug-in's sentence, whose full stop may have been lost on the way.
    private func finished(_ sentence: String) -> String {
        sentence.last.map { ".!?。".contains($0) } == true ? sentence : sentence + "."
    }

    private func name(of signal: Int32) -> String { signal == SIGINT ? "Ctrl-C" : "signal \(signal)" }

    private func detail(_ reason: String?) -> String {
        reason.map { " (\($0))" } ?? ""
    }
}
