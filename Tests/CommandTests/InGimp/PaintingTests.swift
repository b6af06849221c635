import Subprocess
import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// What OUT is, in a real GIMP.
    @Suite struct PaintingTests {
        @Test func `a flat OUT holds the painting alone, and the plug-in got what was asked for`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("content.ppm")
            _ = try sandbox.writePicture("style.ppm")
            let result = try await sandbox.run(
                "content.ppm", "style.ppm", "-o", "out.png", "--iterations", "7", "--set", "losses=gatys")
            #expect(result.message == "neural-style: wrote out.png\n")
            #expect(result.status == .exited(0))
            #expect(try sandbox.call() == ["iterations=7 losses=gatys", "40", "30", "style.ppm", "1"])
            #expect(try names(in: sandbox.folder.path("pictures")) == ["content.ppm", "out.png", "style.ppm"])
            #expect(try names(in: sandbox.temporary).isEmpty)
            let facts = try await sandbox.facts(of: sandbox.picture("out.png"))
            #expect(facts == ["40", "30", "0", "150", "(Background)", "(0 127 255)"])
        }

        @Test func `a large picture is scaled down before it is painted, and keeps its depth`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let content = try sandbox.writePicture("content.ppm", width: 90, height: 300, bits: 16)
            let output = sandbox.picture("out.tiff")
            let result = try await sandbox.run(
                content.string, content.string, "-o", output.string, "--size", "100", "-q")
            #expect(result.message == "")
            #expect(try sandbox.call()?.prefix(3) == ["size=100", "30", "100"])
            #expect(try await sandbox.facts(of: output).prefix(4) == ["30", "100", "0", "250"])
        }

        @Test func `an OUT with layers keeps the content's and has the painting on top`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("below.ppm")
            let content = sandbox.picture("layers.xcf")
            _ = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(picture.string)) "picture")))
                (define layer (car (gimp-layer-new image 10 10 RGBA-IMAGE "corner" 100 LAYER-MODE-NORMAL)))
                (gimp-image-insert-layer image layer 0 0)
                (gimp-drawable-fill layer FILL-WHITE)
                (gimp-file-save RUN-NONINTERACTIVE image layer \(schemeString(content.string)) "picture")
                """)
            let layered = sandbox.picture("out.xcf")
            _ = try await sandbox.run(content.string, picture.string, "-o", layered.string)
            let facts = try await sandbox.facts(of: layered)
            #expect(facts == ["40", "30", "0", "150", "(painted corner Background)", "(0 0 0)"])
            // The style may have layers, too; a flat OUT shows what was visible: the white corner, inverted.
            let flat = sandbox.picture("out.jpg")
            _ = try await sandbox.run(picture.string, content.string, "-o", flat.string)
            #expect(try sandbox.call()?.last == "1")
            #expect(try sandbox.call()?[3] == "layers.xcf")
            let other = sandbox.picture("other.png")
            _ = try await sandbox.run(content.string, picture.string, "-o", other.string)
            let flatFacts = try await sandbox.facts(of: other)
            #expect(flatFacts.suffix(2) == ["(Background)", "(0 0 0)"])
        }

        @Test func `a grey picture is painted in colour, unless it is to keep its colours`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let grey = sandbox.picture("grey.pgm")
            try writeFile(Array("P5 64 48 255\n".utf8) + (0..<(64 * 48)).map { UInt8($0 % 251) }, to: grey)
            let style = try sandbox.writePicture("style.ppm")
            let (rgb, kept) = (sandbox.picture("rgb.png"), sandbox.picture("kept.png"))
            _ = try await sandbox.run(grey.string, style.string, "-o", rgb.string)
            _ = try await sandbox.run(grey.string, style.string, "-o", kept.string, "--set", "colours=content")
            #expect(try await sandbox.facts(of: rgb)[2] == "0")
            #expect(try await sandbox.facts(of: kept)[2] == "1")
        }

        @Test func `what floats over a layer is painted with it`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("below.ppm")
            let content = sandbox.picture("floating.xcf")
            // White floats over all of the orange half.
            _ = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(picture.string)) "picture")))
                (define layer (car (gimp-image-get-active-layer image)))
                (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 20 30)
                (define floating (car (gimp-selection-float layer 0 0)))
                (gimp-drawable-fill floating FILL-WHITE)
                (gimp-xcf-save RUN-NONINTERACTIVE image layer \(schemeString(content.string)) "picture")
                """)
            for name in ["out.png", "out.xcf"] {
                let output = sandbox.picture(name)
                let result = try await sandbox.run(content.string, picture.string, "-o", output.string)
                #expect(result.status == .exited(0), "\(result.message)")
                #expect(try await sandbox.facts(of: output).last == "(0 0 0)")
            }
        }

        @Test func `a long, narrow picture is scaled down as far as the network can still see it`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let content = try sandbox.writePicture("content.ppm", width: 200, height: 10)
            let output = sandbox.picture("out.png")
            let result = try await sandbox.run(content.string, content.string, "-o\(output.string)", "--size", "64")
            #expect(result.status == .exited(0), "\(result.message)")
            #expect(try sandbox.call()?[1...2] == ["160", "8"])
            #expect(try await sandbox.facts(of: output).prefix(2) == ["160", "8"])
        }

        @Test func `a layer of one pixel is still there when the picture was scaled down`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("below.ppm", width: 400, height: 300)
            let content = sandbox.picture("layers.xcf")
            _ = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(picture.string)) "picture")))
                (define group (car (gimp-layer-group-new image)))
                (gimp-image-insert-layer image group 0 0)
                (define layer (car (gimp-layer-new image 1 1 RGB-IMAGE "dot" 100 LAYER-MODE-NORMAL)))
                (gimp-image-insert-layer image layer group 0)
                (gimp-layer-set-offsets layer 200 100)
                (gimp-drawable-fill layer FILL-WHITE)
                (gimp-file-save RUN-NONINTERACTIVE image layer \(schemeString(content.string)) "picture")
                """)
            let output = sandbox.picture("out.xcf")
            let result = try await sandbox.run(content.string, picture.string, "-o", output.string, "--size", "40")
            #expect(result.status == .exited(0), "\(result.message)")
            let names = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(output.string)) "picture")))
                (define group (cadr (vector->list (cadr (gimp-image-get-layers image)))))
                (for-each
                  (lambda (layer) (display (car (gimp-item-get-name layer)) port))
                  (vector->list (cadr (gimp-item-get-children group))))
                """)
            #expect(names == "dot")
        }

        @Test func `a CONTENT that was saved while a channel was active is painted as it looks`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("below.ppm")
            let content = sandbox.picture("channel.xcf")
            _ = try await sandbox.evaluate(
                """
                (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(picture.string)) "picture")))
                (define layer (car (gimp-image-get-active-layer image)))
                (define channel (car (gimp-channel-new image 40 30 "grey" 50 '(0 0 0))))
                (gimp-image-insert-channel image channel 0 0)
                (gimp-image-set-active-channel image channel)
                (gimp-file-save RUN-NONINTERACTIVE image layer \(schemeString(content.string)) "picture")
                """)
            let output = sandbox.picture("out.xcf")
            let result = try await sandbox.run("channel.xcf", "below.ppm", "-o", "out.xcf")
            #expect(result.message == "neural-style: wrote out.xcf\n")
            let facts = try await sandbox.facts(of: output)
            #expect(facts.suffix(2) == ["(painted Background)", "(0 127 255)"])
            // The user's channel stays as it was.
            #expect(
                try await sandbox.evaluate(
                    """
                    (define image (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(output.string)) "picture")))
                    (define channel (vector-ref (cadr (gimp-image-get-channels image)) 0))
                    (display (car (gimp-item-get-visible channel)) port)
                    """) == "1")
        }

        @Test func `an indexed picture is painted in RGB, and a GIF is indexed again`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("content.ppm")
            let gif = sandbox.picture("a.gif")
            _ = try await sandbox.run(picture.string, picture.string, "-o", gif.string)
            #expect(try await sandbox.facts(of: gif).prefix(3) == ["40", "30", "2"])
            let png = sandbox.picture("b.png")
            _ = try await sandbox.run(gif.string, gif.string, "-o", png.string)
            #expect(try sandbox.call()?.suffix(2) == ["a.gif", "1"])
            // Inverted twice.
            #expect(try await sandbox.facts(of: png).suffix(1) == ["(255 128 0)"])
        }

        @Test func `a photograph that says how it was held comes out upright`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("content.ppm")
            let upright = sandbox.picture("upright.jpg")
            _ = try await sandbox.run(picture.string, picture.string, "-o", upright.string)
            // Exif with one entry in its directory: orientation 6, a quarter turn to the right.
            let exif: [UInt8] =
                [0xFF, 0xE1, 0, 34] + Array("Exif\0\0II*\0".utf8)
                + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
            let jpeg = try readBytes(upright)
            let turned = sandbox.picture("turned.jpg")
            try writeFile(jpeg.prefix(2) + exif + jpeg.dropFirst(2), to: turned)
            let output = sandbox.picture("out.png")
            _ = try await sandbox.run(turned.string, picture.string, "-o", output.string)
            #expect(try await sandbox.facts(of: output).prefix(2) == ["30", "40"])
        }

        @Test(
            "file names mean nothing but themselves",
            arguments: [
                "quote \" and backslash \\.png", "-dash.png", "Grüße, 星夜 🖼.png", "line\nbreak.png", "50%20(x) #1.png",
                "http:a.png",
            ])
        func fileNames(name: String) async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("in" + name.replacing(".png", with: ".ppm"))
            _ = try sandbox.writePicture("-" + name.replacing(".png", with: ".ppm"))
            let result = try await sandbox.run(
                "-o", name, "--", "in" + name.replacing(".png", with: ".ppm"),
                "-" + name.replacing(".png", with: ".ppm"))
            #expect(result.message == "neural-style: wrote \(name)\n")
            #expect(try names(in: sandbox.folder.path("pictures")).contains(name))
            #expect(try readBytes(sandbox.picture(name)).starts(with: [0x89, UInt8(ascii: "P")]))
        }
    }
}
