import NSTKernels
import NSTKernelTypes
import Glibc
func now() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec) }
let args = CommandLine.arguments
let size = args.count > 1 ? Int(args[1]) ?? 512 : 512
let threads = args.count > 2 ? Int(args[2]) ?? 2 : 2
let family = args.count > 3 ? VectorKernels.available.first { $0.name == args[3] } ?? .best : .best
if args.count > 6 { Tuning.privateTiles = Int(args[4])!; Tuning.sharedTiles = Int(args[5])!; Tuning.sharedPanels = Int(args[6])! }
if args.count > 7 { Tuning.threshold = Int(args[7])! }
let workers = Workers(threads: threads)
print(family.name, size, threads)
func random(_ n: Int) -> UnsafeMutablePointer<Float> {
  let m = LargeMemory(count: n)!
  var s: UInt64 = 1
  for i in 0..<n { s = s &* 6364136223846793005 &+ 1442695040888963407; m.base[i] = Float(Int64(bitPattern: s) >> 40) * 1e-7 }
  keep.append(m)
  return m.base
}
nonisolated(unsafe) var keep: [LargeMemory] = []
struct L { var name: String; var c: Int; var n: Int; var div: Int; var count: Double; var pooled: Bool }
let list = [L(name: "1_2", c: 64, n: 64, div: 1, count: 1, pooled: true), L(name: "2_1", c: 64, n: 128, div: 2, count: 1, pooled: false), L(name: "2_2", c: 128, n: 128, div: 2, count: 1, pooled: true),
 L(name: "3_1", c: 128, n: 256, div: 4, count: 1, pooled: false), L(name: "3_2", c: 256, n: 256, div: 4, count: 3, pooled: false), L(name: "4_1", c: 256, n: 512, div: 8, count: 1, pooled: false), L(name: "4_2", c: 512, n: 512, div: 8, count: 3, pooled: false), L(name: "5_1", c: 512, n: 512, div: 16, count: 1, pooled: false)]
var total = 0.0, totalFlop = 0.0
for l in list {
  let h = size / l.div
  let tile = h <= 32 ? 4 : 6
  let grid = TileGrid(tile: tile, height: h, width: h)
  let w = random(9 * l.c * l.n)
  let t0 = now()
  let weights = WinogradWeights(w, inputChannels: l.c, outputChannels: l.n, tile: tile, kernels: family, workers: workers)!
  let tw = now() - t0
  let input = random(h * h * l.c), output = random(h * h * l.n), bias = random(l.n)
  let f = WinogradConvolution(depth: l.c, columns: l.n, grid: grid, kernels: family)
  let b = WinogradConvolution(depth: l.n, columns: l.c, grid: grid, kernels: family)
  let scratch = LargeMemory(count: max(f.scratchCount(threads: threads), b.scratchCount(threads: threads)))!
  let mask = UnsafeMutableRawPointer(random(grid.maskCount(channels: l.n))).bindMemory(to: UInt32.self, capacity: grid.maskCount(channels: l.n))
  func time(_ body: () -> Void) -> Double { body(); var ts: [Double] = []; let r = 7; for _ in 0..<r { let t = now(); body(); ts.append(now() - t) }; return ts.sorted()[1] }
  let tf = time { f.forward(.init(input), weights: weights, output: ForwardOutput(grid: grid, channels: l.n, range: 0..<0, bias: bias, rectify: true, map: output, pooling: l.pooled ? .maximum : .none, mask: mask, scratch: scratch.base), scratch: scratch.base, workers: workers) }
  let tb = time { b.backward(.init(output, unpooled: l.pooled ? mask : nil), weights: weights, output: BackwardOutput(grid: grid, channels: l.c, range: 0..<0, map: input, accumulate: true, gate: .activation(input), scratch: scratch.base), scratch: scratch.base, workers: workers) }
  let flop = 18.0 * Double(h * h * l.c * l.n)
  func gf(_ t: Double) -> Int { Int(flop / t * 1e-9) }
  print(l.name, "weights \(Int(tw * 1e4))e-4 s  forward \(Int(tf * 1e5))e-5 s \(gf(tf)) GF  backward \(Int(tb * 1e5))e-5 s \(gf(tb)) GF  scratch \(scratch.count / 250000) MB", f.schedule)
  total += l.count * (tf + tb); totalFlop += 2 * l.count * flop
}
print("sum", total, "s", totalFlop / total * 1e-9, "GF/s")
// Gram
for (c, div) in [(64, 1), (128, 2), (256, 4), (512, 8)] {
  let p = (size / div) * (size / div)
  let x = random(p * c), g = random(c * c), sc = random(256 * c)
  var best = 1e9
  for _ in 0..<3 {
    let t = now()
    var i = 0
    while i < p { family.addGram(GramBlock(features: x + i * c, pixels: min(128, p - i), channels: c, gram: g, scratch: sc)); i += 128 }
    best = min(best, now() - t)
  }
  print("gram", c, best, Double(c * c * p) / best * 1e-9, "GF/s effective one thread")
}
