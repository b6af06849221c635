/// Which plug-in this is.
enum PluginVersion {
    /// As results tell it, and as packaging/debian/changelog has it.
    static let current = "0.9.0"
}
