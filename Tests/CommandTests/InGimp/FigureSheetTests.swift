import Glibc
import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// `neural-style figure` in a real GIMP.
    @Suite struct FigureSheetTests {
        @Test func `a sheet with layers has each picture and each label as one, and finished cells are taken again`()
            async throws
        {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("town.ppm")
            let arguments = ["figure", "content-layers", "town.ppm", "--size", "64", "--cells", "cells", "-q"]
            let result = try await sandbox.run(arguments: arguments + ["-o", "sheet.xcf"])
            #expect(result.message == "")
            #expect(result.status == .exited(0))
            // The stand-in for the plug-in saw the enlarged picture, and the content in the style's place.
            let call = try #require(try sandbox.call())
            #expect(call.dropFirst().prefix(2) == ["64", "48"])
            #expect(call[0].contains("content-layers=relu5_1") && call[0].contains("size=64"))
            let cells = try names(in: sandbox.picture("cells"))
            // The picture itself and five cells, each with its record.
            #expect(cells.count == 12 && cells.allSatisfy { !$0.hasPrefix(".") })
            let layers = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(sandbox.picture("sheet.xcf").string)) "x")))
                (for-each (lambda (layer) (display (car (gimp-item-get-name layer)) port) (newline port))
                  (vector->list (cadr (gimp-image-get-layers image))))
                """
            ).split(separator: "\n").map(String.init)
            for name in ["town", "a  conv1_1", "e  conv5_1", "paper"] { #expect(layers.contains(name), "\(layers)") }

            // One cell is lost: it alone is painted again, for a sheet without layers.
            unlink(sandbox.folder.path("called").string)
            let lost = try #require(cells.first { $0.hasSuffix(".png") })
            unlink(sandbox.picture("cells").appending(lost).string)
            _ = try await sandbox.run(arguments: arguments + ["-o", "sheet.png"])
            #expect(try names(in: sandbox.picture("cells")) == cells)
            let facts = try await sandbox.facts(of: sandbox.picture("sheet.png"))
            // Six cells with gaps of 6 pixels, each as wide as 6 letters of 11 pixels; below them three lines of 17.
            #expect(facts.prefix(2) == ["438", "114"])

            // Nothing is lost: nothing is painted.
            unlink(sandbox.folder.path("called").string)
            // What `facts` left behind.
            let temporary = try names(in: sandbox.temporary)
            _ = try await sandbox.run(arguments: arguments + ["-o", "sheet.png"])
            #expect(try sandbox.call() == nil)
            #expect(try names(in: sandbox.temporary) == temporary)
        }

        @Test func `Ctrl-C keeps the cells that are ready, and leaves nothing half-written`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("town.ppm")
            let result = try await sandbox.run(
                "figure", "content-layers", picture.string, "--size", "64", "--cells",
                sandbox.picture("cells").string, "--set", GimpSandbox.optionsThatTakeLong, "-o",
                sandbox.picture("sheet.png").string, interruptedBy: .interrupt)
            #expect(result.status == .exited(130))
            #expect(
                result.message.hasSuffix(
                    "neural-style: stopped (Ctrl-C) with 1 of 6 cells ready: the same command goes on from there.\n"))
            #expect(try names(in: sandbox.picture("cells")).count == 2)
            #expect(try names(in: sandbox.folder.path("pictures")) == ["cells", "town.ppm"])
            #expect(try names(in: sandbox.temporary).isEmpty)
        }

        @Test func `a format that GIMP doesn't write is found out before anything is painted`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("town.ppm")
            let result = try await sandbox.run(
                "figure", "content-layers", "town.ppm", "--size", "64", "--cells", "cells", "-q", "-o", "sheet.foo")
            #expect(result.message.hasPrefix("neural-style: GIMP can't write such a picture as .foo"))
            #expect(try sandbox.call() == nil)
        }

        @Test func `GIMP's fonts make labels: a sheet is darker where one stands`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("town.ppm")
            _ = try await sandbox.run(
                "figure", "content-layers", "town.ppm", "--size", "64", "--cells", "cells", "-q", "-o", "sheet.png")
            // Black on white below the first picture, where its name stands.
            let histogram = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(sandbox.picture("sheet.png").string)) "x")))
                (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 6 54 66 17)
                (define facts (gimp-drawable-histogram (car (gimp-image-get-active-layer image)) HISTOGRAM-VALUE 0 0.4))
                (display (list-ref facts 4) port)
                """)
            #expect(try #require(Double(histogram)) > 10)
        }
    }
}
