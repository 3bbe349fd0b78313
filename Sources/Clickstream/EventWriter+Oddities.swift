/// What turns an ordinary event's text into one of the oddities.
extension EventWriter {
    /// Spoils the event that has just been written; `occurrence` counts the events of this kind from 0.
    /// The kinds that concern the record, its key or the fields written before this leave the text as it is.
    mutating func spoil(as kind: ClickstreamEventKind, occurrence: Int, _ random: inout SplitMix64) {
        switch kind {
        case .truncated: json.removeLast(json.bytes.count / 4 + random.below(json.bytes.count / 2))
        case .plainText:
            replaceAll(with: #"203.0.113.9 - - [22/Sep/2022:12:00:00 +0000] "GET /healthz HTTP/1.1" 200 2"#)
        case .empty: json.removeAll()
        case .loneSurrogate: addField(#""note":"half a smile: \ud83d""#)
        case .invalidUTF8:
            addField(#""note":"caf"#)
            json.removeLast()
            json.byte(0xE9)
            json.text(#""}"#)
        case .confluentFramed: json.insertFirst([0, 0, 0, 0, 42])
        case .byteOrderMark: json.insertFirst([0xEF, 0xBB, 0xBF])
        case .array:
            json.insertFirst([0x5B])
            json.text("]")
        case .scalar: replaceAll(with: "42")
        case .duplicateKey: addField(#""version":3"#)
        case .hugeInteger: addField(#""sequence":184467440737095516160123"#)
        case .dottedKey: addField(#""app.build":"2201""#)
        case .changingType: addField(Self.experiments[occurrence % Self.experiments.count])
        case .writeKeyElsewhere: addField(#""note":"moved from newapp_2022_test_key""#)
        case .terminalEscape: addField(#""note":"\u001b[31mred\u001b[0m\u0007\r\n""#)
        case .large: addProducts(&random)
        case .ordinary, .late, .tombstone, .escapedWriteKey, .withoutWriteKey, .yearOne, .repeated, .withoutKey: break
        }
    }

    private static var experiments: [StaticString] {
        [
            #""experiment":7"#, #""experiment":0.25"#, #""experiment":"blue""#, #""experiment":["a","b"]"#,
            #""experiment":true"#, #""experiment":{"name":"blue"}"#,
        ]
    }

    private mutating func replaceAll(with text: StaticString) {
        json.removeAll()
        json.text(text)
    }

    /// Adds a field at the end of the event's object.
    private mutating func addField(_ field: StaticString) {
        json.removeLast()
        json.text(",")
        json.text(field)
        json.text("}")
    }

    private mutating func addProducts(_ random: inout SplitMix64) {
        json.removeLast()
        json.text(#","products":["#)
        var separator: StaticString = "{"
        while json.bytes.count < 64 * 1_024 {
            json.text(separator)
            TrackEvent.writeProduct(random.below(Catalogue.products.count), into: &json, &random)
            json.text("}")
            separator = ",{"
        }
        json.text("]}")
    }
}
