extension ExactJSONParser {
    /// Parses the number that starts at `position` with a digit or a minus sign.
    mutating func parseNumber(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) throws(JSONSyntaxError) {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let firstDigit = position
        try skipDigits(bytes, &position, start)
        let integerEnd = position
        if bytes[firstDigit] == UInt8(ascii: "0") && integerEnd > firstDigit + 1 {
            throw JSONSyntaxError(reason: .leadingZero, offset: start)
        }
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try skipDigits(bytes, &position, start)
        }
        let mantissaEnd = position
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits(bytes, &position, start)
        }
        let written = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        if isInteger {
            appendInteger(written, isNegative: isNegative)
        } else {
            let isZero = bytes[firstDigit..<mantissaEnd].allSatisfy {
                $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".")
            }
            appendDouble(written, isZero: isZero)
        }
    }

    private mutating func appendInteger(_ written: UnsafeRawBufferPointer, isNegative: Bool) {
        var value: Int64 = 0
        for digit in written.dropFirst(isNegative ? 1 : 0) {
            let unit = Int64(digit &- UInt8(ascii: "0"))
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.addingReportingOverflow(isNegative ? -unit : unit)
            if overflow || overflow2 {
                append(JSONTape.Tag.digits, text: written)
                return
            }
            value = sum
        }
        if isNegative && value == 0 {
            append(JSONTape.Tag.double, value: (-0.0).bitPattern)
        } else {
            append(JSONTape.Tag.int64, value: UInt64(bitPattern: value))
        }
    }

    private mutating func appendDouble(_ written: UnsafeRawBufferPointer, isZero: Bool) {
        let text = String(decoding: written, as: UTF8.self)
        guard let value = Double(text), value.isFinite, value != 0 || isZero else {
            append(JSONTape.Tag.digits, text: written)
            return
        }
        append(JSONTape.Tag.double, value: value.bitPattern)
    }

    /// Moves over at least one digit.
    private func skipDigits(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ start: Int
    ) throws(JSONSyntaxError) {
        let first = position
        while position < bytes.count, JSONCharacter.isDigit(bytes[position]) { position += 1 }
        guard position > first else {
            let isCut = position == bytes.count
            throw JSONSyntaxError(reason: isCut ? .unfinished : .number, offset: isCut ? position : start)
        }
    }
}
