import NSTKernels
import NSTPictures
import Testing

@testable import NSTCore

@Suite struct `A moving average of pictures` {
    /// The mean of a white picture and so many black ones.
    private func whiteness(after steps: Int, of planned: Int) -> Float {
        let average = MovingAverage(steps: planned)
        var mean = RGBImage(height: 2, width: 3) { values in for index in values.indices { values[index] = 1 } }
        let black = RGBImage(height: 2, width: 3) { values in for index in values.indices { values[index] = 0 } }
        for _ in 0..<steps { average.add(black, to: &mean, backend: Backend(.init(threads: 1))) }
        #expect(Set(mean.values).count == 1)
        return mean.values[0]
    }

    @Test("leaves 5 % of the first picture at the most, however few follow", arguments: [1, 2, 3, 7, 10])
    func fewSteps(steps: Int) {
        #expect(abs(whiteness(after: steps, of: steps) - 0.05) < 1e-5)
    }

    @Test("forgets it where there are many", arguments: [11, 50, 1000])
    func manySteps(steps: Int) {
        #expect(whiteness(after: steps, of: steps) < 0.05)
        #expect(abs(whiteness(after: 1, of: steps) - 0.75) < 1e-5)
    }

    @Test func `of equal pictures is that picture`() {
        let picture = RGBImage(height: 4, width: 5) { values in
            for index in values.indices { values[index] = Float(index) / 60 }
        }
        var mean = picture
        MovingAverage(steps: 5).add(picture, to: &mean, backend: Backend(.init(threads: 2)))
        #expect(mean.values == picture.values)
    }
}
