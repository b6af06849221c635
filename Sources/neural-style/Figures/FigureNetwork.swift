import NSTVGG

/// The network of the papers, or the one that takes its place.
struct FigureNetwork {
    let architecture: Architecture
    private let folder: WeightsFolder

    /// VGG-19, as the papers have it, if it is installed; else VGG-16.
    init(weights folder: WeightsFolder = WeightsFolder()) {
        self.folder = folder
        architecture = (try? folder.file(for: .vgg19)) == nil ? .vgg16 : .vgg19
    }

    /// As it is printed.
    var name: String { Self.name(of: architecture) }

    static func name(of architecture: Architecture) -> String {
        switch architecture {
        case .vgg16: "VGG-16"
        case .vgg19: "VGG-19"
        }
    }

    /// What somebody should know who expects the papers' network; `nil` if it is that.
    var remark: String? {
        guard architecture != .vgg19 else { return nil }
        return "VGG-19, which the papers use, isn't installed: VGG-16 takes its place "
            + "(`neural-style-weights fetch vgg19` installs it)"
    }

    /// The checksum of an architecture's weights; `nil` where they are missing or damaged, which the plug-in will tell.
    func checksum(_ architecture: Architecture) -> String? {
        guard let path = try? folder.file(for: architecture) else { return nil }
        return try? WeightFile(contentsOf: path, expecting: architecture).sha256
    }
}
