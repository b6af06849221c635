/// Marks a string for translation. Nothing here translates: `scripts/update-po.sh` collects the marked strings, and the
/// plug-in looks them up.
@inlinable
package func translatable(_ text: StaticString) -> String { "\(text)" }
