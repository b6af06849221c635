import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// What is left of a picture in each format that GIMP writes.
    @Suite struct FormatTests {
        private struct Case {
            let fileExtension: String
            /// The greatest mean square of the differences of luma, in 8-bit levels.
            var greatestError = 0.0
        }

        /// 38 dB.
        private static let seen = 255 * 255 / 6310.0
        private static let cases: [Case] =
            // Without loss, GIF and PBM after their own conversion.
            [
                "png", "tif", "tiff", "bmp", "ppm", "pnm", "sgi", "pcx", "dds", "psd", "xcf", "xwd", "ras", "jxl",
                "ico",
                "pgm", "gif", "pbm",
            ].map { Case(fileExtension: $0) }
            + ["jpg", "webp", "avif", "heic", "hdr", "exr"].map { Case(fileExtension: $0, greatestError: seen) }

        /// For each format a line: extension, width, height, and the mean square of the differences.
        private func program(of picture: FilePath, in folder: FilePath) throws -> String {
            let formats = try Self.cases.map { format in
                let file = folder.appending("out.\(format.fileExtension)")
                let writer = try FileWriter(format: #require(OutputFormat(path: file)))
                return """
                    \(writer.text)
                    (write-and-compare \(schemeString(format.fileExtension)) \(schemeString(file.string)))
                    """
            }
            return """
                \(PictureProcedures.text)
                (define (open-picture) (car (gimp-file-load RUN-NONINTERACTIVE \(schemeString(picture.string)) "picture")))
                (define (square x) (* x x))
                (define (insert-luma image other)
                  (let ((layer (car (gimp-layer-new-from-visible other image ""))))
                    (gimp-image-insert-layer image layer 0 0)
                    (gimp-drawable-desaturate layer DESATURATE-LUMA)
                    layer))
                (define (difference image other)
                  (let ((both (open-picture)))
                    (insert-luma both image)
                    (gimp-layer-set-mode (insert-luma both other) LAYER-MODE-DIFFERENCE-LEGACY)
                    (let ((figures (gimp-drawable-histogram (insert-visible both "") HISTOGRAM-VALUE 0 1)))
                      (+ (square (car figures)) (square (cadr figures))))))
                (define (write-and-compare name file)
                  (let ((image (open-picture)))
                    (prepare image)
                    (write-file image (car (gimp-image-get-active-layer image)) file)
                    (let ((other (car (gimp-file-load RUN-NONINTERACTIVE file file))))
                      (for-each (lambda (fact) (display fact port) (display " " port))
                        (list name (car (gimp-image-width other)) (car (gimp-image-height other)) (difference image other)))
                      (newline port))))
                \(formats.joined(separator: "\n"))
                """
        }

        @Test func `is all that the format can hold`() async throws {
            let sandbox = try GimpSandbox(.none)
            defer { sandbox.folder.remove() }
            let picture = sandbox.picture("in.ppm")
            try writeFile(Self.noisyPicture, to: picture)
            let lines = try await sandbox.evaluate(program(of: picture, in: sandbox.folder.path("pictures")))
                .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.map(\.first) == Self.cases.map(\.fileExtension))
            for (format, line) in zip(Self.cases, lines) {
                #expect(line[1...2] == ["96", "64"], "\(format.fileExtension)")
                let error = try #require(Double(line[3]))
                #expect(error <= format.greatestError, "\(format.fileExtension)")
            }
        }

        /// A picture with areas, edges and grain, as a painting has them.
        private static let noisyPicture: [UInt8] = {
            let (width, height) = (96, 64)
            var bytes = Array("P6 \(width) \(height) 255\n".utf8)
            var state: UInt32 = 1
            for y in 0..<height {
                for x in 0..<width {
                    state = state &* 1_664_525 &+ 1_013_904_223
                    let grain = Int(state >> 28) - 8
                    let stroke = (x * 3 + y * 2) % 24 < 12 ? 40 : 0
                    for value in [200 - 2 * y + stroke, 60 + 2 * x - stroke, 90 + x] {
                        bytes.append(UInt8(clamping: value + grain))
                    }
                }
            }
            return bytes
        }()
    }
}
