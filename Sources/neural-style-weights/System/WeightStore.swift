import FoundationEssentials
import Glibc
import NSTVGG

/// A folder with weights. The files themselves are in `blobs`, each under the SHA-256 of what it holds, written whole or
/// not at all and then only read; a network's name is a link to one of them. So the same weights are there once, whoever
/// brought them, and whoever has a file open keeps it.
struct WeightStore {
    /// The folder.
    let folder: String

    private var blobs: String { "\(folder)/blobs" }

    /// Where a network's weights are found.
    func path(for architecture: Architecture) -> String { "\(folder)/\(WeightsFolder.fileName(for: architecture))" }

    /// Makes sure that weights could be added, before a long download.
    func checkWritable() throws {
        try WeightFile.checkWritable("\(blobs)/file")
        try WeightFile.checkWritable(path(for: .vgg16))
    }

    /// Writes weights and makes them those of their network.
    ///
    /// - Returns: Where they are found.
    func add(_ contents: WeightContents) throws -> String {
        let path = path(for: contents.architecture)
        let incoming = "\(blobs)/incoming-\(getpid()).safetensors"
        try WeightFile.write(contents, to: incoming)
        defer { unlink(incoming) }
        // Reads all of it again: what can't be used isn't kept.
        let sha256 = try WeightFile(contentsOf: incoming, expecting: contents.architecture).sha256
        let name = "\(sha256).safetensors"
        let blob = "\(blobs)/\(name)"
        chmod(incoming, 0o444)
        guard rename(incoming, blob) == 0 else { throw WeightError.unwritable(path: blob, code: errno) }

        let former = linkedBlob(of: contents.architecture)
        let link = "\(path).new-\(getpid())"
        unlink(link)
        guard symlink("blobs/\(name)", link) == 0 else { throw WeightError.unwritable(path: path, code: errno) }
        guard rename(link, path) == 0 else {
            defer { unlink(link) }
            throw WeightError.unwritable(path: path, code: errno)
        }
        if let former, former != blob { removeUnused(former) }
        return path
    }

    /// Removes a network's weights.
    ///
    /// - Returns: Whether there were any.
    func remove(_ architecture: Architecture) throws -> Bool {
        let path = path(for: architecture)
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        let blob = linkedBlob(of: architecture)
        guard unlink(path) == 0 else { throw WeightError.unwritable(path: path, code: errno) }
        if let blob { removeUnused(blob) }
        return true
    }

    /// Where parts of downloads are kept.
    var downloads: String { "\(folder)/downloads" }

    /// Removes folders that turned out to stay empty.
    func removeEmptyFolders() {
        rmdir(downloads)
        rmdir(blobs)
    }

    /// The file in `blobs` that a network's name is a link to.
    private func linkedBlob(of architecture: Architecture) -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path(for: architecture)),
            target.hasPrefix("blobs/"), !target.dropFirst(6).contains("/")
        else { return nil }
        return "\(folder)/\(target)"
    }

    /// Removes a file that no network's name is a link to any more.
    private func removeUnused(_ blob: String) {
        guard !Architecture.allCases.contains(where: { linkedBlob(of: $0) == blob }) else { return }
        unlink(blob)
        // Only if it is empty.
        rmdir(blobs)
    }
}
