import SystemPackage
import Testing

@testable import neural_style

@Suite struct OutputFormatTests {
    @Test(
        "the extension says what the picture must become",
        arguments: [
            ("a.png", "png", OutputFormat.Preparation.flat),
            ("a.b.tiff", "tiff", .flat),
            ("a.JPG", "JPG", .opaque),
            ("a.ppm", "ppm", .opaque),
            ("a.gif", "gif", .indexed),
            ("a.pbm", "pbm", .bilevel),
            ("a.xcf", "xcf", .layered),
            ("a.xcf.gz", "xcf.gz", .layered),
            ("a.XCF.bz2", "XCF.bz2", .layered),
            ("a.psd", "psd", .layered),
            ("a.gz", "gz", .flat),
            (".hidden.png", "png", .flat),
        ])
    func formats(name: String, fileExtension: String, preparation: OutputFormat.Preparation) throws {
        let format = try #require(OutputFormat(path: FilePath("/folder.d").appending(name)))
        #expect(format.fileExtension == fileExtension)
        #expect(format.preparation == preparation)
    }

    @Test("a name without an extension has no format", arguments: ["a", "a.", ".png", "folder.d/a"])
    func none(name: String) {
        #expect(OutputFormat(path: FilePath(name)) == nil)
    }
}
