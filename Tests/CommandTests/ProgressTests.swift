import NSTMessages
import Testing

@testable import neural_style

private func progress(_ fraction: Double, secondsLeft: Double? = 31) -> ReportLine.Progress {
    ReportLine.Progress(
        fraction: fraction, scale: 1, scales: 2, iteration: 12, iterations: 300, secondsLeft: secondsLeft)
}

@Suite struct ProgressLineTests {
    @Test func `a wide terminal shows percent, bar, scale, iteration and time left`() {
        #expect(
            ProgressLine.bar(progress(0.4), width: 90)
                == " 40 % [############------------------] scale 1 of 2, iteration 12 of 300, 31 s left")
    }

    @Test func `a narrower terminal shortens the bar, then drops it, and never wraps`() {
        for width in 0...120 {
            let line = ProgressLine.bar(progress(0.4), width: width)
            #expect(line.count <= width)
            #expect(line.contains("[") == (width >= 63))
        }
    }

    @Test("the bar is as full as the run", arguments: [(0.0, 0), (0.5, 15), (0.999, 29), (1.0, 30)])
    func fullness(fraction: Double, filled: Int) {
        #expect(ProgressLine.bar(progress(fraction), width: 200).count { $0 == "#" } == filled)
    }

    @Test(
        "percents are whole, and 100 only at the end",
        arguments: [(0.0, 0), (0.29, 29), (0.57, 57), (0.9999, 99), (1.0, 100), (7.0, 100)])
    func percents(fraction: Double, percentage: Int) {
        #expect(ProgressLine.percentage(progress(fraction)) == percentage)
    }

    @Test func `what isn't known is left out`() {
        let bare = ReportLine.Progress(
            fraction: 0.1, scale: nil, scales: nil, iteration: nil, iterations: nil, secondsLeft: nil)
        #expect(ProgressLine.plain(bare) == "10 %")
        #expect(ProgressLine.plain(progress(0.1)) == "10 %, scale 1 of 2, iteration 12 of 300, 31 s left")
    }
}

@Suite struct ProgressDisplayTests {
    /// What is written while `body` shows something.
    private func written(_ mode: ProgressDisplay.Mode, _ body: (ProgressDisplay) -> Void) -> String {
        var text = ""
        body(ProgressDisplay(mode: mode, width: { 80 }, write: { text += $0 }))
        return text
    }

    @Test func `of several things, a terminal shows which one progresses, and lines tell only where each begins`() {
        func show(_ display: ProgressDisplay) {
            for part in ["cell 1 of 2: a", "cell 2 of 2: b"] {
                display.begin(part: part)
                for fraction in [0.1, 0.9] { display.show(progress(fraction)) }
            }
        }
        #expect(written(.lines, show) == "neural-style: cell 1 of 2: a\nneural-style: cell 2 of 2: b\n")
        #expect(written(.quiet, show) == "")
        let lines = written(.terminal, show).split(separator: "\r")
        #expect(lines.contains { $0.hasPrefix("cell 2 of 2: b  90 % ") })
        #expect(lines.allSatisfy { $0.count < 80 + "\u{1B}[K".count })
    }

    @Test func `a terminal's line is rewritten and cleared`() {
        let text = written(.terminal) { display in
            display.announce("starting GIMP")
            display.show(progress(0.1))
            display.finish(with: "wrote a.png")
        }
        #expect(text.hasPrefix("\rstarting GIMP…\u{1B}[K\r 10 % ["))
        #expect(text.hasSuffix("left\u{1B}[K\r\u{1B}[Kneural-style: wrote a.png\n"))
        #expect(text.count { $0 == "\n" } == 1)
    }

    @Test func `a file gets one line for each tenth`() {
        let text = written(.lines) { display in
            for percent in 0...100 { display.show(progress(Double(percent) / 100)) }
        }
        let lines = text.split(separator: "\n")
        #expect(lines.count == 11)
        #expect(lines.first == "neural-style: 0 %, scale 1 of 2, iteration 12 of 300, 31 s left")
        #expect(lines.last?.hasPrefix("neural-style: 100 %") == true)
        #expect(!text.contains("\r") && !text.contains("\u{1B}"))
    }

    @Test func `what a long painting takes is said before, of a short one nothing`() {
        func plan(_ tiles: Int, _ seconds: Double?) -> ReportLine.Plan {
            ReportLine.Plan(width: 6000, height: 4000, tiles: tiles, memory: 7 << 30, seconds: seconds)
        }
        #expect(written(.terminal) { $0.show(plan(1, nil)) }.isEmpty)
        #expect(
            written(.lines) { $0.show(plan(6, 900)) }
                == "neural-style: paints at 6000 × 4000 pixels in 6 tiles; takes at most about 15 min 00 s, and 7.0 GiB of memory\n"
        )
        #expect(written(.lines) { $0.show(plan(1, 61)) }.contains("pixels; takes"))
    }

    @Test func `quiet means nothing at all`() {
        let text = written(.quiet) { display in
            display.announce("starting GIMP")
            display.show(ReportLine.Plan(width: 9, height: 9, tiles: 1, memory: 5, seconds: 99))
            display.show(progress(0.5))
            display.clear()
            display.finish(with: "wrote a.png")
        }
        #expect(text.isEmpty)
    }
}
