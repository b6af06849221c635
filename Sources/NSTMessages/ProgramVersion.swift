/// The version of plug-in and commands. Made by `scripts/update-version.sh` from packaging/debian/changelog.
package enum ProgramVersion {
    /// As results and `--version` tell it.
    package static let current = "0.9.0"
}
