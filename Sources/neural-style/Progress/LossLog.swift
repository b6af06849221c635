import NSTMessages
import SystemPackage

/// Tells how the losses fall: as a table on standard output, in a file of comma-separated values, or both.
final class LossLog {
    /// Every so many iterations a line is printed, besides the first and the last; `nil` for no table.
    private let interval: Int?
    private let file: LineFile?
    private let print: (String) -> Void
    private var table: LossTable?
    /// The newest iteration, while it hasn't been printed.
    private var unprinted: String?

    /// - Throws: `CommandError.unwritable`.
    init(
        interval: Int?, file: String?, print: @escaping (String) -> Void = { Swift.print($0) }
    ) throws(CommandError) {
        self.interval = interval
        self.file = try file.map { path throws(CommandError) in try LineFile(path: path) }
        self.print = print
    }

    func begin(_ plan: ReportLine.Plan) throws(CommandError) {
        guard table == nil else { return }
        let table = LossTable(plan)
        self.table = table
        if interval != nil { print(table.heading) }
        try file?.write(table.fileHeading)
    }

    func add(_ progress: ReportLine.Progress) throws(CommandError) {
        guard let table, let iteration = progress.iteration else { return }
        if let line = table.fileLine(progress) { try file?.write(line) }
        guard let interval, let line = table.line(progress) else { return }
        if iteration == 1 || iteration % interval == 0 {
            print(line)
            unprinted = nil
        } else {
            unprinted = line
        }
    }

    /// The last iteration is shown, too.
    func end() {
        if let unprinted { print(unprinted) }
        unprinted = nil
    }
}

/// A text file that is written line by line, so that somebody can read along.
final class LineFile {
    private let path: String
    private let descriptor: FileDescriptor

    /// - Throws: `CommandError.unwritable`.
    init(path: String) throws(CommandError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw .unwritable(path: path, reason: String(describing: error))
        }
    }

    deinit { try? descriptor.close() }

    /// - Throws: `CommandError.unwritable`.
    func write(_ line: String) throws(CommandError) { try write(bytes: Array("\(line)\n".utf8)) }

    /// - Throws: `CommandError.unwritable`.
    func write(bytes: [UInt8]) throws(CommandError) {
        do {
            _ = try descriptor.writeAll(bytes)
        } catch {
            throw .unwritable(path: path, reason: String(describing: error))
        }
    }
}
