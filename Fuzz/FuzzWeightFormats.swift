import Glibc
import NSTVGG
import NetworkDrawing

/// What libFuzzer calls with every input: reads it as a file of the format that `NEURAL_STYLE_FUZZ_FORMAT` names, or of
/// the one that it looks like, finds the network in it and reads that. With `prototxt` the input is a network's
/// description, which is measured and drawn. Any error is a good end; a crash or memory beyond the limits isn't. The
/// formats' sources are compiled into the same module (scripts/fuzz.sh).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWeightFormats(_ data: UnsafeRawPointer?, _ count: Int) -> Int32 {
    if fuzzesDescriptions {
        draw([UInt8](UnsafeRawBufferPointer(start: data, count: count)))
        return 0
    }
    let region = ByteRegion(UnsafeRawBufferPointer(start: data, count: count), owner: nil)
    do throws(FormatError) {
        let network: StoredNetwork
        if let fuzzedFormat {
            network = try StoredNetwork.read(region, as: fuzzedFormat)
        } else {
            network = try StoredNetwork.read(region)
        }
        let found = try matcher.find(in: network)
        // What the importer builds on.
        precondition(found.kernels.count == matcher.candidates[found.candidate].count)
        for (spec, (kernel, bias)) in zip(matcher.candidates[found.candidate], zip(found.kernels, found.biases)) {
            precondition(kernel.count == 9 * spec.inputChannels * spec.outputChannels)
            precondition(bias.count == spec.outputChannels)
            precondition((kernel + bias).allSatisfy(\.isFinite))
        }
    } catch {
        return 0
    }
    return 0
}

private func draw(_ text: [UInt8]) {
    guard let graph = try? NetworkGraph(prototxt: text, phase: nil) else { return }
    for size in [nil, Span(height: 37, width: 64)] {
        let network = graph.measured(at: size)
        precondition(!network.table.isEmpty && !network.dot.isEmpty && !network.svg.isEmpty)
    }
}

private let fuzzedName = getenv("NEURAL_STYLE_FUZZ_FORMAT").map { String(cString: $0) }
private let fuzzesDescriptions = fuzzedName == "prototxt"
private let fuzzedFormat = fuzzedName.flatMap { FileFormat(rawValue: $0) }

/// The networks of the seeds, and some with other numbers of layers.
private let matcher = NetworkMatcher(candidates: [
    [
        Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 1),
        Architecture.Convolution(block: 2, index: 1, inputChannels: 1, outputChannels: 1),
    ],
    [Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 1)],
    [
        Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 1),
        Architecture.Convolution(block: 1, index: 2, inputChannels: 1, outputChannels: 1),
        Architecture.Convolution(block: 2, index: 1, inputChannels: 1, outputChannels: 1),
    ],
])
