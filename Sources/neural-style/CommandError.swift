import Glibc
import SystemPackage

/// Why no painting was written.
enum CommandError: Error, Equatable {
    /// A word of `--set` that isn't `key=value` without white space.
    case malformedSetting(String)
    /// Settings that the option table refuses; the sentence says why.
    case wrongSetting(String)
    /// The option that says where the painting goes.
    case resultIsOutput
    /// There aren't as many weights as styles.
    case wrongWeights(count: Int, styles: Int)
    /// An option that was given as `--key` and with `--set`.
    case givenTwice(String)

    /// There is no figure of this name.
    case unknownFigure(String, allowed: [String])
    /// A figure isn't made of so many pictures; `usage` says of which it is.
    case wrongPictures(figure: String, usage: String)
    /// An option that a figure sets itself.
    case optionOfFigure(key: String, figure: String)

    /// An input that can't be opened.
    case unreadable(path: String, reason: String)
    /// An input that is a folder, a device or the like.
    case notAFile(path: String)
    /// OUT has no extension, which would say its format.
    case noExtension(path: String)
    /// OUT is one of the inputs.
    case outputIsInput(path: String)
    /// OUT exists and is a folder, a device or the like.
    case outputNotAFile(path: String)
    /// OUT exists and may not be written, or its folder may not.
    case unwritable(path: String, reason: String)
    /// No folder for temporary files could be made.
    case noTemporaryFolder(path: String, reason: String)

    /// There is no GIMP in the search path.
    case gimpMissing
    /// The GIMP in the search path has another version than the plug-in is made for.
    case wrongGimp(version: String)
    /// GIMP couldn't be started.
    case gimpNotStarted(reason: String)
    /// GIMP does not know the plug-in's procedure.
    case plugInMissing
    /// GIMP couldn't read an input.
    case notLoaded(path: String, reason: String?)
    /// GIMP doesn't write OUT's format, or not such a picture.
    case formatRefused(fileExtension: String, reason: String?)
    /// The plug-in said why there is no painting.
    case notPainted(reason: String?)
    /// GIMP couldn't write the painting.
    case notSaved(path: String, reason: String?)
    /// GIMP ended before its work was done.
    case gimpDied(how: String, reason: String?)

    /// The user, or the system, asked the command to stop.
    case interrupted(signal: Int32)
    /// The same while a figure was made, of which some cells are ready and kept.
    case figureInterrupted(signal: Int32, ready: Int, cells: Int)

    /// The command's exit status for this error.
    var exitStatus: Int32 {
        switch self {
        case .malformedSetting, .wrongSetting, .givenTwice, .resultIsOutput, .wrongWeights, .noExtension,
            .outputIsInput,
            .unknownFigure, .wrongPictures, .optionOfFigure:
            EX_USAGE
        case .interrupted(let signal), .figureInterrupted(let signal, _, _): 128 + signal
        default: 1
        }
    }
}
