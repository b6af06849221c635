import ArgumentParser

/// A pixel of a picture, as `--place X,Y` names it.
struct PicturePoint: Equatable, ExpressibleByArgument {
    /// The column, from 0.
    var x: Int
    /// The row, from 0.
    var y: Int

    init(x: Int, y: Int) { (self.x, self.y) = (x, y) }

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let x = numbers[0], let y = numbers[1], x >= 0, y >= 0 else { return nil }
        self.init(x: x, y: y)
    }
}
