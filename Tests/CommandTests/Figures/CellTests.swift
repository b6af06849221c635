import Glibc
import NSTVGG
import SystemPackage
import Testing

@testable import neural_style

@Suite struct CellTests {
    private static let cell = Cell(content: 0, style: 1, options: ["preset=texture"])

    private static func key(
        _ cell: Cell = cell, pictures: [String] = ["p", "q"], size: Int = 256, weights: String? = "w"
    ) -> CellKey {
        CellKey(cell, pictures: pictures, size: size) { _ in weights }
    }

    @Test func `a cell's key tells whatever its picture depends on`() {
        let others = [
            Self.key(), Self.key(pictures: ["r", "q"]), Self.key(pictures: ["p", "r"]), Self.key(size: 257),
            Self.key(weights: "v"), Self.key(weights: nil), Self.key(Cell(content: 0, options: ["preset=texture"])),
            Self.key(Cell(content: 0, style: 1, options: ["preset=bold"])), Self.key(.original(0)),
            Self.key(.original(1)),
        ]
        #expect(Set(others).count == others.count)
        #expect(Self.key() == Self.key())
        // A picture that isn't painted has no network.
        #expect(Self.key(.original(0), weights: "v") == Self.key(.original(0)))
    }

    @Test func `the network whose weights count is that of the options`() {
        var asked: [Architecture] = []
        _ = CellKey(
            Cell(content: 0, style: 1, options: ["preset=gatys-2015"]), pictures: ["p", "q"], size: 64
        ) { architecture in
            asked.append(architecture)
            return nil
        }
        #expect(asked == [.vgg19])
    }

    @Test func `a file's checksum is that of its bytes`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        try writeFile("abc", to: folder.path("a"))
        // FIPS 180-2, appendix B.1.
        #expect(
            try CellKey.checksum(of: InputFile(path: folder.path("a").string))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `a cell is finished once it is kept, and not before`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let store = try CellStore(folder: folder.path("new/folder").string)
        let record = CellStore.Record(width: 64, height: 48, seconds: 1.5, options: "preset=texture")
        let draft = store.draft(Self.key())
        try writeFile("picture", to: draft)
        #expect(store.finished(Self.key()) == nil)
        try store.keep(draft, as: Self.key(), record)
        #expect(store.finished(Self.key()) == record)
        #expect(store.finished(Self.key(size: 1)) == nil)
        #expect(try readFile(store.picture(Self.key())) == "picture")
        // A record alone is no cell.
        unlink(store.picture(Self.key()).string)
        #expect(store.finished(Self.key()) == nil)
    }

    @Test func `a damaged record is no cell`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let store = try CellStore(folder: folder.path.string)
        try writeFile("picture", to: store.picture(Self.key()))
        for text in ["", "{", #"{"width":0,"height":3,"seconds":1,"options":""}"#] {
            try writeFile(text, to: folder.path("\(Self.key().digits).json"))
            #expect(store.finished(Self.key()) == nil)
        }
    }

    @Test func `a folder for cells that can't be made is named`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        try writeFile("", to: folder.path("file"))
        let error = #expect(throws: CommandError.self) { try CellStore(folder: folder.path("file/cells").string) }
        #expect(error?.sentence.hasPrefix("can't write \(folder.path("file/cells").string) (") == true)
    }

    @Test func `what a script notes of a cell is read once it is whole`() {
        let record = CellStore.Record(width: 256, height: 192, seconds: 12.25, options: "seed=1")
        #expect(CellScript.record(note: "256\n192\n12.25\n", options: "seed=1") == record)
        for note in ["", "256\n", "256\n192\n", "256\n192\n12.2", "256\nx\n1\n"] {
            #expect(CellScript.record(note: note, options: "") == nil)
        }
    }

    @Test func `VGG-19 is taken where it is installed, and VGG-16 with a remark where it isn't`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let weights = WeightsFolder(environment: ["NEURAL_STYLE_WEIGHTS": folder.path.string])
        let without = FigureNetwork(weights: weights)
        #expect(without.architecture == .vgg16)
        #expect(without.remark?.contains("VGG-16 takes its place") == true)
        try writeFile("", to: folder.path("vgg19.safetensors"))
        let with = FigureNetwork(weights: weights)
        #expect(with.architecture == .vgg19 && with.remark == nil)
        // What is no weights file has no checksum; the plug-in says why.
        #expect(with.checksum(.vgg19) == nil && with.checksum(.vgg16) == nil)
    }
}
