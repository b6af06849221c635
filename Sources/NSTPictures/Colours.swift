import NSTThreads

/// Whose colours a painting has. All of it happens in Oklab, in single precision from end to end.
public enum Colours: String, CaseIterable, Sendable, Codable {
    /// The style's.
    case style
    /// The content's: only lightness is painted. Content and style become grey pictures, the styles' lightness is given
    /// the content's mean and standard deviation, and the painting's lightness gets the content's own colours (Gatys,
    /// Bethge, Hertzmann & Shechtman 2016, "Preserving Color in Neural Artistic Style Transfer", arXiv:1606.05897,
    /// luminance-only transfer).
    case content
    /// The style's picture is given the mean and covariance of the content's colours before painting (colour
    /// histogram matching there, by the symmetric solution).
    case matched

    /// Colours that deviate by less than this in Oklab are grey, or plain, and their noise must not become a pattern. A
    /// JPEG picture's noise deviates by about a third of it.
    private static let leastDeviation = 0.01

    /// The pictures to run with in place of a content and its styles. Sizes, coverage, weights and regions stay.
    public func prepare(content: Content, styles: [Style], pool: ThreadPool = .shared) -> (
        content: Content, styles: [Style]
    ) {
        guard self != .style else { return (content, styles) }
        let wanted = statistics(content.image, content.coverage, pool)
        var content = content
        if self == .content { content.image = content.image.mapped(pool) { SIMD4($0.x, 0, 0, 0) } }
        let styles = styles.map { style in
            var style = style
            let found = statistics(style.image, style.coverage, pool)
            let map = map(from: found, to: wanted)
            style.image = style.image.mapped(pool, map)
            return style
        }
        return (content, styles)
    }

    /// The picture to start from in place of a given one, which has the painting's colours or any others.
    ///
    /// Where only lightness is painted, it is grey: no step is spent on removing colour.
    public func prepare(initial: RGBImage, pool: ThreadPool = .shared) -> RGBImage {
        self == .content ? initial.mapped(pool) { SIMD4($0.x, 0, 0, 0) } : initial
    }

    /// The result of a painting with the pictures that `prepare` made.
    ///
    /// - Parameters:
    ///   - painting: What was painted; if it has another size than the content, it is brought to it.
    ///   - content: The content as it was before `prepare`; asked for only where it is needed.
    public func finish(_ painting: RGBImage, content: @autoclosure () -> RGBImage, pool: ThreadPool = .shared)
        -> RGBImage
    {
        guard self == .content, painting.extent.pixels > 0 else { return painting }
        let content = content()
        guard content.extent.pixels > 0 else { return painting }
        let painting = painting.resampled(to: content.extent, pool: pool)
        return content.values.withUnsafeBufferPointer { values in
            SRGBCurve.withTables { curve in
                painting.mapped(pool) { lab, pixel in
                    guard let base = values.baseAddress else { return lab }
                    let own = curve.lab(base + 3 * pixel)
                    return SIMD4(lab.x, own.y, own.z, 0)
                }
            }
        }
    }

    private func map(
        from found: ColourStatistics, to wanted: ColourStatistics
    ) -> @Sendable (SIMD4<Float>) -> SIMD4<Float> {
        guard self == .content else { return found.map(to: wanted, leastDeviation: Self.leastDeviation).single }
        let deviation = max(0, found.covariance[0, 0]).squareRoot()
        let gain = max(0, wanted.covariance[0, 0]).squareRoot() / max(deviation, Self.leastDeviation)
        let (factor, offset) = (Float(gain), Float(wanted.mean.x - gain * found.mean.x))
        return { SIMD4(factor * $0.x + offset, 0, 0, 0) }
    }

    /// Mean and covariance of L, a, b over the pixels that count.
    private func statistics(_ image: RGBImage, _ coverage: Mask?, _ pool: ThreadPool) -> ColourStatistics {
        image.values.withUnsafeBufferPointer { values in
            SRGBCurve.withTables { curve in
                ColourStatistics(count: image.extent.pixels, weights: coverage?.values, pool: pool) { pixel in
                    values.baseAddress.map { curve.lab($0 + 3 * pixel) } ?? .zero
                }
            }
        }
    }
}

extension RGBImage {
    /// The picture with every pixel's L, a, b replaced.
    fileprivate func mapped(_ pool: ThreadPool, _ map: (SIMD4<Float>) -> SIMD4<Float>) -> RGBImage {
        mapped(pool) { lab, _ in map(lab) }
    }

    /// The picture with every pixel's L, a, b replaced; `map` also gets the pixel's number.
    @inline(__always)
    fileprivate func mapped(
        _ pool: ThreadPool, _ map: (_ lab: SIMD4<Float>, _ pixel: Int) -> SIMD4<Float>
    ) -> RGBImage {
        RGBImage(height: height, width: width) { target in
            values.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                SRGBCurve.withTables { curve in
                    pool.split(height * width, grain: 1 << 12) { pixels in
                        for pixel in pixels {
                            curve.write(map(curve.lab(source + 3 * pixel), pixel), to: target + 3 * pixel)
                        }
                    }
                }
            }
        }
    }
}
