import GoldenData
import KafkaRecords
import NIOCore
import Testing

@Suite struct CorruptSetTests {
    /// What kframe does where a case leaves a choice. Offsets that contradict each other are errors; what Kafka's own
    /// reader takes in compressed payloads is read.
    static let choices: [String: Outcome] = [
        "04-cut-in-records.log": .end, "05-cut-in-header.log": .end, "06-cut-in-offset.log": .end,
        "07-cut-after-length.log": .end, "14-length-huge.log": .end, "94-zeros-after-data.log": .end,
        "99-all-zeros.log": .end, "25-count-zero-with-bytes.log": .error, "26-last-offset-delta-negative.log": .error,
        "27-last-offset-delta-less-than-count.log": .error, "28-last-offset-overflows.log": .error,
        "29-base-offset-negative.log": .error, "44-offset-delta-beyond-last.log": .error,
        "45-offset-delta-negative.log": .error, "46-offset-deltas-descend.log": .error,
        "47-timestamp-overflow.log": .error, "95-offsets-go-back.log": .error,
        "83-gzip-trailing-garbage.log": .read, "84-lz4-linked-blocks.log": .read,
        "90-bomb-zstd-one-value.log": .error, "91-bomb-gzip-one-value.log": .error,
        "92-bomb-zstd-cut-record.log": .error,
    ]

    enum Outcome { case read, error, end }

    static func cases() throws -> [CorruptCase] { try CorruptCase.all() }

    @Test(arguments: try cases())
    func everyFaultIsFoundWhereItIs(_ corrupt: CorruptCase) throws {
        let reading = RecordSetReading(try corrupt.logBytes())
        let outcome: Outcome
        switch corrupt.must {
        case .read: outcome = .read
        case .error: outcome = .error
        default: outcome = try #require(Self.choices[corrupt.name], "a case that nobody has thought about")
        }
        switch outcome {
        case .read:
            #expect(reading.error == nil)
            #expect(reading.trailingByteCount == 0)
            let expected = corrupt.must == .read ? corrupt.goodRecordsBefore : 9
            #expect(reading.records.count == expected)
        case .end:
            #expect(reading.error == nil)
            #expect(reading.records.count == corrupt.goodRecordsBefore)
            #expect(reading.trailingByteCount > 0)
        case .error:
            let error = try #require(reading.error)
            #expect(error.offset == corrupt.faultOffset)
            #expect(reading.records.count == corrupt.goodRecordsBefore)
        }
    }

    /// Each fault is named for what it is, not just found.
    @Test(arguments: [
        ("01-crc-field-flipped.log", RecordError.Code.checksumMismatch),
        ("03-crc-wrong-compressed.log", .checksumMismatch), ("10-length-zero.log", .invalidLength),
        ("12-length-too-small.log", .invalidLength), ("15-length-plus-one.log", .checksumMismatch),
        ("20-count-negative.log", .invalidRecordCount), ("22-count-huge.log", .invalidRecordCount),
        ("23-count-one-more.log", .invalidRecordCount), ("24-count-one-less.log", .invalidRecordCount),
        ("25-count-zero-with-bytes.log", .invalidRecordCount), ("26-last-offset-delta-negative.log", .invalidOffset),
        ("28-last-offset-overflows.log", .invalidOffset), ("30-record-length-overruns.log", .invalidRecord),
        ("33-record-length-varint-endless.log", .invalidRecord), ("44-offset-delta-beyond-last.log", .invalidOffset),
        ("45-offset-delta-negative.log", .invalidOffset), ("46-offset-deltas-descend.log", .invalidOffset),
        ("47-timestamp-overflow.log", .invalidTimestamp), ("50-magic-3.log", .unsupportedMagic),
        ("51-magic-minus-1.log", .unsupportedMagic), ("52-codec-5.log", .unknownCodec),
        ("60-gzip-damaged.log", .decompressionFailed), ("65-snappy-cut.log", .decompressionFailed),
        ("70-lz4-not-compressed.log", .decompressionFailed), ("75-zstd-empty.log", .decompressionFailed),
        ("76-snappy-xerial-block-length-huge.log", .decompressionFailed),
        ("78-snappy-claims-4-gib.log", .decompressionFailed), ("79-zstd-claims-1-tib.log", .decompressionFailed),
        ("80-zstd-window-largest.log", .decompressionFailed),
        ("86-lz4-bad-block-checksum.log", .decompressionFailed),
        ("90-bomb-zstd-one-value.log", .decompressionLimitExceeded),
        ("91-bomb-gzip-one-value.log", .decompressionLimitExceeded),
        ("92-bomb-zstd-cut-record.log", .decompressionLimitExceeded), ("93-bomb-lz4-zeros.log", .invalidRecord),
        ("95-offsets-go-back.log", .invalidOffset), ("96-control-key-short.log", .invalidControlRecord),
    ])
    func theErrorNamesTheFault(_ name: String, _ code: RecordError.Code) throws {
        let reading = RecordSetReading(try GoldenFiles.bytes("corrupt/\(name)"))
        #expect(reading.error?.code == code, "\(reading.error?.description ?? "no error")")
    }

    @Test func theTwoWaysToDecodeAgree() throws {
        for corrupt in try CorruptCase.all() where !corrupt.name.contains("bomb") {
            let reading = RecordSetReading(try corrupt.logBytes())
            var records: [ReadRecord] = []
            var failure: RecordError?
            let decoder = BatchDecoder()
            var iterator = RecordBatchIterator(ByteBuffer(bytes: try corrupt.logBytes()))
            do throws(RecordError) {
                while let batch = try iterator.next() {
                    let decoded = try decoder.decode(batch)
                    guard !batch.header.isControl else { continue }
                    records += decoded.records.map { ReadRecord($0, in: decoded) }
                }
            } catch {
                failure = error
            }
            #expect(records == reading.records, "\(corrupt.name)")
            #expect(failure == reading.error, "\(corrupt.name)")
        }
    }

    @Test func anIteratorThatThrewThrowsAgain() throws {
        var iterator = RecordBatchIterator(ByteBuffer(bytes: try GoldenFiles.bytes("corrupt/50-magic-3.log")))
        #expect(try iterator.next()?.header.baseOffset == 0)
        for _ in 0..<3 {
            #expect(throws: RecordError.self) { try iterator.next() }
        }
    }
}
