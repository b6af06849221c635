import Glibc
import NSTMessages
import SystemPackage

/// The making of one figure: the cells that aren't ready, in one run of GIMP, and the sheet in another.
struct FigureRun {
    let console: GimpConsole
    let inputs: [InputFile]
    let sheet: Sheet
    /// What stands below the sheet.
    let caption: [String]
    /// The longest side of each cell, in pixels.
    let size: Int
    /// Where the cells of the sheet are, or will be.
    let keys: [Cell: CellKey]
    let store: CellStore
    let output: OutputFile
    let folder: PrivateFolder
    let display: ProgressDisplay

    /// A cell that isn't ready yet.
    private struct PendingCell {
        let key: CellKey
        let name: String
        let job: CellScript.Job
    }

    /// Makes the figure, and writes it into the output's temporary file.
    ///
    /// - Throws: `CommandError`. Cells that are finished then are kept.
    func perform() async throws {
        let pending = pendingCells
        let cells = Set(keys.values).count
        if pending.count < cells { display.note("\(cells - pending.count) of \(cells) cells are ready") }
        if !pending.isEmpty { try await paint(pending, cells: cells) }
        try await layOut()
    }

    private var pendingCells: [PendingCell] {
        var seen: Set<CellKey> = []
        let named = sheet.panels.flatMap { panel in
            [(panel.cell, panel.name)]
                + (panel.inset.map { [(Cell.original($0), inputs[$0].path.stem ?? "painting")] } ?? [])
        }
        return named.compactMap { cell, name in
            guard let key = keys[cell], store.finished(key) == nil, seen.insert(key).inserted else { return nil }
            let job = CellScript.Job(
                content: inputs[cell.content].path, style: cell.style.map { inputs[$0].path },
                options: cell.options?.joined(separator: " "), output: store.draft(key),
                note: folder.path("\(key.digits).note"))
            return PendingCell(key: key, name: name, job: job)
        }
    }

    private func paint(_ pending: [PendingCell], cells: Int) async throws {
        defer { for cell in pending { unlink(cell.job.output.string) } }
        let script = CellScript(
            jobs: pending.map(\.job), status: folder.path("cells.status"), output: output.temporary,
            format: output.format, size: size)
        var done = 0
        func begin() {
            guard pending.indices.contains(done) else { return }
            display.begin(part: "cell \(cells - pending.count + done + 1) of \(cells): \(pending[done].name)")
        }
        var run = GimpRun(
            console: console, program: script.text, status: script.status, folder: folder,
            explain: script.error(for:))
        run.meanwhile = { () throws(CommandError) in
            while pending.indices.contains(done), let note = TextFile.read(pending[done].job.note),
                let record = CellScript.record(note: note, options: pending[done].job.options ?? "")
            {
                try store.keep(pending[done].job.output, as: pending[done].key, record)
                done += 1
                begin()
            }
        }
        begin()
        do {
            try await run.perform(showing: display)
        } catch CommandError.interrupted(let signal) {
            throw CommandError.figureInterrupted(signal: signal, ready: cells - pending.count + done, cells: cells)
        }
    }

    private func layOut() async throws {
        display.clear()
        let layout = FigureLayout(sheet, caption: caption, cellSize: size) { cell in
            // Every cell of the sheet has a key, and by now a picture.
            let key = keys[cell]
            let record = key.flatMap(store.finished)
            return FigureLayout.Source(
                file: key.map(store.picture) ?? "", width: record?.width ?? size, height: record?.height ?? size,
                time: Message.duration(record?.seconds ?? 0).english)
        }
        let script = SheetScript(
            layout: layout, output: output.temporary, status: folder.path("sheet.status"), format: output.format)
        try await GimpRun(
            console: console, program: script.text, status: script.status, folder: folder, needsFonts: true
        ) { outcome in
            if outcome.scriptStatus.contains(SheetScript.withoutText) {
                display.warn(
                    "GIMP has no font, so nothing is written on the sheet: install one (on Debian: apt install "
                        + "fonts-dejavu-core) and start this again.")
            }
            return script.error(for: outcome, output: output.name)
        }.perform(showing: display)
    }
}
