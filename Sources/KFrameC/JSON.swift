import KFrame

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// JSON as it crosses the C face: keys with underscores.
enum JSON {
    /// - Throws: ``KFrameError`` where the text is not such a request.
    static func decode<Request: Decodable>(_ type: Request.Type, _ text: UnsafePointer<CChar>?) throws(KFrameError)
        -> Request
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(text.map { String(cString: $0).utf8 } ?? "{}".utf8))
        } catch {
            throw KFrameError(.invalidArgument, "the request cannot be understood: \(error)")
        }
    }

    static func encode(_ value: some Encodable) throws(KFrameError) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .withoutEscapingSlashes
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw KFrameError(.invalidArgument, "the answer cannot be written: \(error)")
        }
    }
}
