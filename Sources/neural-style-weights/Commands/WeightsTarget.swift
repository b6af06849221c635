import ArgumentParser
import NSTVGG

extension Architecture: ExpressibleByArgument {}

/// Where a command writes weights.
struct WeightsTarget: ParsableArguments {
    @Flag(help: "For all users of this computer, not only for you.")
    var system = false

    /// The folder to write to.
    func folder(in folder: WeightsFolder) -> String { system ? folder.systemFolder : folder.userFolder }
}
