import NSTMessages
import Testing

@Suite struct ReportLineTests {
    private func report(_ line: String) -> ReportLine? { ReportLine(Array(line.utf8)) }

    @Test func `a line of progress is read`() {
        let line =
            #"{"event":"progress","fraction":0.42,"scale":1,"scales":2,"iteration":12,"iterations":300,"#
            + #""loss":1.2e5,"secondsLeft":31.5}"#
        #expect(
            report(line)
                == .progress(
                    ReportLine.Progress(
                        fraction: 0.42, scale: 1, scales: 2, iteration: 12, iterations: 300, loss: 1.2e5,
                        secondsLeft: 31.5))
        )
    }

    @Test func `a loss that is no number doesn't matter`() throws {
        guard case .progress(let progress) = report(#"{"event":"progress","fraction":0.5,"loss":"nan"}"#) else {
            Issue.record("not read")
            return
        }
        #expect(progress.fraction == 0.5)
        #expect(progress.loss?.isNaN == true)
        let written = try #require(ReportLine.progress(progress).encoded)
        #expect(String(decoding: written, as: UTF8.self).contains(#""loss":"nan""#))
    }

    @Test(
        "what is written is read back",
        arguments: [
            ReportLine.progress(
                ReportLine.Progress(
                    fraction: 0.25, scale: 1, scales: 3, iteration: 7, iterations: 300, loss: 2.5, secondsLeft: 9)),
            .plan(ReportLine.Plan(width: 6000, height: 4000, tiles: 6, memory: 7 << 30, seconds: 900.5)),
            .plan(ReportLine.Plan(width: 512, height: 384, tiles: 1, memory: 1 << 30, seconds: nil)),
            .remark("Early."), .error("“a” {b}: try c."), .done(layer: 7), .done(layer: nil),
        ])
    func roundTrip(line: ReportLine) throws {
        let bytes = try #require(line.encoded)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(ReportLine(bytes) == line)
    }

    @Test("a fraction stays within 0…1", arguments: [("-0.5", 0.0), ("1.5", 1.0), ("1e300", 1.0)])
    func clamped(written: String, fraction: Double) {
        guard case .progress(let progress) = report(#"{"event":"progress","fraction":\#(written)}"#) else {
            Issue.record("not read")
            return
        }
        #expect(progress.fraction == fraction)
    }

    @Test("a time left that can't be is left out", arguments: ["-1", "1e12"])
    func impossibleTime(written: String) {
        guard case .progress(let progress) = report(#"{"event":"progress","fraction":0,"secondsLeft":\#(written)}"#)
        else {
            Issue.record("not read")
            return
        }
        #expect(progress.secondsLeft == nil)
    }

    @Test func `the end and errors are read`() {
        #expect(report(#"{"event":"done","layer":5}"#) == .done(layer: 5))
        #expect(report(#"{"event":"error","message":"Zu klein: nimm “mehr”."}"#) == .error("Zu klein: nimm “mehr”."))
    }

    @Test(
        "garbage is passed over",
        arguments: [
            #"{"event":"plan","width":0,"height":9,"tiles":1,"memory":5}"#, #"{"event":"plan","width":9}"#,
            "", "hello", "{", "[]", "3", #"{"event":"dance"}"#, #"{"fraction":0.5}"#, #"{"event":"progress"}"#,
            #"{"event":"error","message":""}"#, #"{"event":"progress","fraction":"half"}"#,
        ])
    func garbage(line: String) {
        #expect(report(line) == nil)
    }
}
