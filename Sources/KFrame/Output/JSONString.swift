import KFrameColumns

/// A text as JSON spells it.
package enum JSONString {
    package static func quoted(_ text: String) -> String {
        var json = JSONText()
        json.append(string: text)
        return json.string
    }
}
