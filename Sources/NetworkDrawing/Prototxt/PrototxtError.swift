/// Why a text gives no network. It holds data; the sentence that a user reads is made by whoever shows it.
package struct PrototxtError: Error, Equatable, Sendable {
    /// Where it is in the text, counted from 1.
    package var line: Int
    package var problem: Problem

    /// What is wrong.
    package enum Problem: Equatable, Sendable {
        /// There is more text than any network's description needs; the limit in bytes.
        case tooLong(limit: Int)
        /// A character stands where it means nothing.
        case unexpectedCharacter(String)
        /// A field's name is expected, and something else stands there.
        case noFieldName(found: String)
        /// A text isn't closed on its line.
        case unclosedString
        /// What `{`, `<` or `[` opened on this line isn't closed by its counterpart.
        case unclosed(String)
        /// A field has no value.
        case noValue(field: String)
        /// A field has another kind of value.
        case wrongValue(field: String, found: String, expected: String)
        /// A number is out of the range that makes sense for its field.
        case outOfRange(field: String, found: String, range: ClosedRange<Int>)
        /// A layer lacks what it can't be without.
        case missing(field: String, layer: String)
        /// Messages lie in each other deeper than any network's.
        case tooDeep
        /// There is more of something than in any network.
        case tooMany(String)
        /// A layer is in the form of 2013, a message in a message.
        case oldestForm
        /// There is no layer at all.
        case noLayers
    }

    package init(line: Int, _ problem: Problem) {
        self.line = line
        self.problem = problem
    }
}
