import NSTCore
import NSTKernels
import NSTKernelTypes
import Glibc
func now() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec) }
let args = CommandLine.arguments
let arch: Architecture = args[1] == "vgg19" ? .vgg19 : .vgg16
let h = Int(args[2])!, w = Int(args[3])!
let threads = Int(args[4])!
let family = args[5] == "best" ? VectorKernels.best : VectorKernels.available.first { $0.name == args[5] }!
let method: Engine.Method = args[6] == "direct" ? .direct : .winograd
var t0 = now()
nonisolated(unsafe) var rng: UInt64 = 1
func unit() -> Float { rng = rng &* 6364136223846793005 &+ 1442695040888963407; return Float(rng >> 40) / Float(1 << 24) }
let network: Network
if arch == .vgg16 {
  network = try Network(WeightFile(contentsOf: WeightsFolder().file(for: .vgg16), expecting: .vgg16))
} else {
  network = try Network(convolutions: arch.convolutions, parameters: arch.convolutions.map { c in
    let s = (6 / Float(9 * c.inputChannels)).squareRoot()
    return .init(weight: (0..<9 * c.inputChannels * c.outputChannels).map { _ in (2 * unit() - 1) * s }, bias: (0..<c.outputChannels).map { _ in (unit() - 0.5) * 0.1 }) }, inputConvention: .keras)
}
print("load", now() - t0); t0 = now()
func picture(_ h: Int, _ w: Int) -> RGBImage { RGBImage(height: h, width: w, values: (0..<3 * h * w).map { _ in unit() })! }
func smooth(_ h: Int, _ w: Int) -> RGBImage { picture(h / 8, w / 8).resampled(height: h, width: w) }
var settings = Settings(); settings.totalVariationWeight = 0
let content = smooth(h, w), style = smooth(h, w), image = smooth(h, w)
t0 = now()
let objective = try Objective(content: content, style: style, network: network, settings: settings, engine: Engine(.init(threads: threads, kernels: family, method: method)))
print("objective", now() - t0)
var gradient = [Float](repeating: 0, count: 3 * h * w)
var times: [Double] = []
var l = LossValues()
for _ in 0..<(args.count > 7 ? Int(args[7])! : 6) { t0 = now(); l = objective.evaluate(image.values, gradient: &gradient); times.append(now() - t0) }
print(l, "norm", gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot(), gradient[12345 % gradient.count])
print("times", times.map { Int($0 * 1e3) }, "ms")
if args.count > 8 {
  let other = try Objective(content: content, style: style, network: network, settings: settings, engine: Engine(.init(threads: threads, kernels: family, method: .direct)))
  var g2 = gradient
  let l2 = other.evaluate(image.values, gradient: &g2)
  var d = 0.0, n = 0.0, dot = 0.0, m = 0.0
  for i in gradient.indices { let a = Double(gradient[i]), b = Double(g2[i]); d += (a - b) * (a - b); n += b * b; m += a * a; dot += a * b }
  print("direct:", l2, "relL2", (d / n).squareRoot(), "1-cos", 1 - dot / (n * m).squareRoot())
}
if let s = fopen("/proc/self/status", "r") { var line = [CChar](repeating: 0, count: 256); while fgets(&line, 256, s) != nil { let t = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self); if t.hasPrefix("VmHWM") { print(t, terminator: "") } } }
