/// How a network's pooling layers shrink a feature map.
public enum PoolingKind: String, CaseIterable, Sendable, Codable {
    /// The greatest of four values, as VGG was trained.
    case max
    /// Their mean, which Gatys et al. (2015, section "Methods") found to look better.
    case average
}
