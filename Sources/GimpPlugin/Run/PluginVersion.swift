/// Which plug-in this is.
enum PluginVersion {
    /// As results tell it.
    static let current = "0.4.0"
}
