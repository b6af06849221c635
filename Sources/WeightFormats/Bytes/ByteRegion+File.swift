import NSTVGG

extension ByteRegion {
    /// Maps a file. Only what is looked at is read.
    package init(contentsOf path: String) throws(FormatError) {
        let file: MappedFile
        do throws(WeightError) {
            file = try MappedFile(path: path, readsAll: false)
        } catch {
            switch error {
            case .unreadable(_, let code): throw .unreadable(code: code)
            default: throw .notAFile
            }
        }
        self.init(file.bytes, owner: file)
    }
}
