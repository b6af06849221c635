import NSTMessages
import SystemPackage
import Testing

@testable import neural_style

private let plan = ReportLine.Plan(
    width: 64, height: 48, tiles: 1, memory: 1, seconds: nil, contentLayers: ["relu4_2"],
    styleLayers: ["relu1_1", "relu2_1"])

private func progress(_ iteration: Int, style: Double = 2.5) -> ReportLine.Progress {
    ReportLine.Progress(
        fraction: 0.5, scale: 1, scales: 1, iteration: iteration, iterations: 100, loss: 3.75 + style,
        losses: ReportLine.Losses(
            content: 1.25, style: style, variation: 0.5, colour: 2,
            layers: [
                .init(part: "content", layer: "relu4_2", value: 1.25),
                .init(part: "style", layer: "relu1_1", value: style / 4),
                .init(part: "style", layer: "relu2_1", value: 1e-9),
            ]),
        secondsLeft: 1)
}

@Suite struct LossTableTests {
    @Test func `has a column for each part, and for each layer where a part has several`() {
        #expect(
            LossTable(plan).fileHeading
                == "iteration,scale,content,style,style relu1_1,style relu2_1,variation,colour,total")
    }

    @Test func `a file has nine digits and a point`() {
        #expect(
            LossTable(plan).fileLine(progress(7, style: 1 / 3.0))
                == "7,1,1.25,0.333333333,0.0833333333,1e-09,0.5,2,4.08333333")
    }

    @Test func `columns stand below their titles`() throws {
        let table = LossTable(plan)
        let line = try #require(table.line(progress(7)))
        #expect(line.count == table.heading.count)
        #expect(
            line.split(separator: " ").map(String.init) == [
                "7", "1", "1.25", "2.5", "0.625", "1e-09", "0.5", "2", "6.25",
            ])
    }

    @Test func `a layer without a loss of its own stays empty`() {
        var bare = progress(1)
        bare.losses?.layers = []
        #expect(LossTable(plan).fileLine(bare) == "1,1,1.25,2.5,,,0.5,2,6.25")
        #expect(LossTable(plan).line(bare)?.contains("–") == true)
        bare.losses = nil
        #expect(LossTable(plan).fileLine(bare) == nil)
    }
}

@Suite struct LossLogTests {
    @Test func `prints the first iteration, every so many, and the last`() throws {
        var lines: [String] = []
        let log = try LossLog(interval: 3, file: nil) { lines.append($0) }
        try log.begin(plan)
        for iteration in 1...8 { try log.add(progress(iteration)) }
        log.end()
        let numbers = lines.dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(numbers == ["1", "3", "6", "8"])
    }

    @Test func `writes every iteration into a file`() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let path = folder.path("losses.csv")
        var lines: [String] = []
        let log = try LossLog(interval: nil, file: path.string) { lines.append($0) }
        try log.begin(plan)
        for iteration in 1...8 { try log.add(progress(iteration)) }
        log.end()
        #expect(lines.isEmpty)
        let written = try readFile(path).split(separator: "\n")
        #expect(written.count == 9)
        #expect(written.last?.hasPrefix("8,1,") == true)
    }

    @Test func `says at once where the file can't be written`() {
        #expect(throws: CommandError.self) { try LossLog(interval: nil, file: "/no/such/folder/losses.csv") }
    }
}
