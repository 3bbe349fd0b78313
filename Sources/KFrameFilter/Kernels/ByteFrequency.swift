/// How often a byte occurs in events, roughly: enough to choose which bytes to look for.
enum ByteFrequency {
    /// About how many of 1,000 bytes of JSON events are this one.
    static func commonness(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""): 130
        case UInt8(ascii: "e"): 60
        case UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "r"),
            UInt8(ascii: "n"), UInt8(ascii: "s"):
            45
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: " "): 40
        case UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "l"), UInt8(ascii: "m"), UInt8(ascii: "p"),
            UInt8(ascii: "u"):
            25
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "b"),
            UInt8(ascii: "h"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
            15
        case UInt8(ascii: "v"), UInt8(ascii: "w"), UInt8(ascii: "y"), UInt8(ascii: "k"), UInt8(ascii: "_"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            9
        case UInt8(ascii: "x"), UInt8(ascii: "q"), UInt8(ascii: "j"), UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            4
        default: 1
        }
    }
}
