import NSTCore

extension Remark {
    /// What the user reads.
    var sentence: String {
        switch self {
        case .backedOff:
            localized(
                "The painting got worse again and again, so it was painted on from its best state with smaller steps. Less strength, or another style weight, may look better."
            )
        case .stoppedEarly:
            localized("A size was finished early, because nothing changed visibly any more.")
        }
    }
}
