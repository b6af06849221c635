/// Something that happened in a painting that its user may want to know.
public enum Remark: String, Hashable, Sendable, CaseIterable, Codable {
    /// Steps made the loss rise, or not a number, again and again: shorter ones were taken from the last good picture.
    case backedOff
    /// A scale ended before its iterations were used up, because the picture no longer changed visibly.
    case stoppedEarly
}
