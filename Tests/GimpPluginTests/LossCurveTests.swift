import CGimpShim
import Testing

@testable import GimpPlugin
@testable import NSTCore

@Suite struct `A curve of losses` {
    private func progress(scale: Int, _ fraction: Double, _ loss: Double) -> Progress {
        Progress(
            scale: scale, scaleCount: 2, iteration: 1, iterations: 10, losses: LossValues(style: loss),
            fraction: fraction, secondsElapsed: 0, secondsLeft: 0)
    }

    private func points(_ samples: [Progress]) -> [nst_curve_point] {
        var curve = LossCurve()
        for sample in samples { curve.add(sample) }
        return curve.points
    }

    @Test func `is logarithmic, and each scale has its own line and height`() {
        let points = points([
            progress(scale: 1, 0.1, 1000), progress(scale: 1, 0.2, 10), progress(scale: 1, 0.3, 0.1),
            progress(scale: 2, 0.6, 5), progress(scale: 2, 1, 3),
        ])
        #expect(points.map(\.x) == [0.1, 0.2, 0.3, 0.6, 1])
        #expect(points.map(\.begins_line) == [1, 0, 0, 1, 0])
        for (point, expected) in zip(points, [1, 0.5, 0, 1, 0]) { #expect(abs(point.y - expected) < 1e-9) }
    }

    @Test func `of equal losses runs through the middle`() {
        #expect(points([progress(scale: 1, 0, 7), progress(scale: 1, 1, 7)]).map(\.y) == [0.5, 0.5])
    }

    @Test func `leaves out what has no logarithm`() {
        #expect(points([0, -1, .infinity, .nan].map { progress(scale: 1, 0.5, $0) }).isEmpty)
    }
}
