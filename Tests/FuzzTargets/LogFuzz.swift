import Foundation
import GoldenData
import KafkaLog
import KafkaRecords
import KafkaWire
import NIOCore
import Synchronization

/// A log directory whose files hold anything: segments, indexes, checkpoints, snapshots. An index may make a read
/// fail, but never give other records than the log without it.
enum LogFuzz {
    private static let files = [
        "fuzz-0/00000000000000000000.log", "fuzz-0/00000000000000000000.index",
        "fuzz-0/00000000000000000000.timeindex", "fuzz-0/00000000000000000000.txnindex",
        "fuzz-0/00000000000000000100.log", "fuzz-0/00000000000000000100.index",
        "fuzz-0/00000000000000000100.timeindex", "fuzz-0/00000000000000000100.snapshot",
        "fuzz-0/leader-epoch-checkpoint", "fuzz-0/partition.metadata", "log-start-offset-checkpoint",
        "meta.properties",
    ]

    /// A byte that says whether checksums are put right; then, for each file, a byte that names it, two of its length,
    /// and its bytes.
    static let target = FuzzTarget(
        "log", maximumLength: 4096,
        words: ["0\n1\n", "fuzz 0 ", "topic_id: ", "version: 0\n", "cluster.id=", "node.id="], seeds: seeds
    ) { bytes in
        var input = FuzzInput(bytes)
        let mends = input.byte() & 1 == 0
        let directory = try makeDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var written: Set<String> = []
        while !input.rest.isEmpty {
            let name = files[Int(input.byte()) % files.count]
            var content = Array(input.bytes(Int(input.uint16())))
            guard written.insert(name).inserted else { continue }
            if mends, name.hasSuffix(".log") { Checksums.mend(&content) }
            if mends, name.hasSuffix(".snapshot"), content.count >= 6 {
                let sum = content.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[6...])) }
                Checksums.write(sum, at: 2, in: &content)
            }
            try Data(content).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
        let indexed = try read(directory)
        for name in written where name.hasSuffix(".index") || name.hasSuffix(".timeindex") {
            try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
        let plain = try read(directory)
        guard let indexed, let plain else { return }
        try hold(indexed == plain, "an index changes what is read")
    }

    /// Everything that can be asked of a partition; nil where it is refused.
    private static func read(_ directory: String) throws -> [UInt8]? {
        do {
            let logs = try LogDirectory(path: directory)
            _ = try? logs.properties()
            _ = try? logs.logStartOffsets()
            _ = try logs.topics()
            _ = try? logs.leaderEpochs(of: PartitionName(topic: "fuzz", partition: 0))
            let log = try logs.partition("fuzz", 0)
            _ = try? log.newestTimestampType()
            _ = try? log.sizeInBytes
            for time in [Int64.min, -3, -2, -1, 0, 1_663_840_800_000, .max] {
                for isolation in IsolationLevel.allCases {
                    let found = try? log.offset(forTimestamp: time, isolation: isolation)
                    guard let found, found.offset != -1 else { continue }
                    try hold(
                        (0...log.logEndOffset).contains(found.offset), "a look-up of \(time) answers \(found.offset)")
                }
            }
            if let stable = try? log.lastStableOffset {
                try hold((log.logStartOffset...log.logEndOffset).contains(stable), "last stable offset \(stable)")
            }
            _ = try? log.abortedTransactions(from: log.logStartOffset, to: log.logEndOffset)
            return try records(of: log)
        } catch is LogError {
            return nil
        }
    }

    private static func records(of log: PartitionLog) throws -> [UInt8] {
        var all: [UInt8] = []
        var position = log.logStartOffset
        while position < log.logEndOffset {
            let piece = try log.read(from: position, maxBytes: 200).records
            let before = position
            var iterator = RecordBatchIterator(piece)
            do throws(RecordError) {
                while let batch = try iterator.next() {
                    guard batch.header.nextOffset > position else { continue }
                    position = batch.header.nextOffset
                    all += batch.bytes.readableBytesView
                }
            } catch {
                throw FuzzFinding("the log hands out bytes that are no batch: \(error)")
            }
            if position == before { break }
        }
        return all
    }

    private static let count = Mutex(0)

    private static func makeDirectory() throws -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let memory = "/dev/shm"
        let root = FileManager.default.fileExists(atPath: memory) ? memory : NSTemporaryDirectory()
        let path = "\(root)/kframe-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(number)"
        try FileManager.default.createDirectory(atPath: path + "/fuzz-0", withIntermediateDirectories: true)
        return path
    }

    private static let seeds: @Sendable () throws -> [[UInt8]] = {
        let folders =
            try GoldenFiles.names(in: "log").filter { $0.contains("-") && !$0.contains("checkpoint") }
            .map { "log/\($0)" }
            + CorruptCase.all().filter(\.isDirectory).map(\.file)
        return try folders.map { folder in
            var seed: [UInt8] = [0]
            func add(_ place: Int, _ content: [UInt8]) {
                guard content.count < 3000 else { return add(place, Array(content.prefix(2999))) }
                seed += [UInt8(place), UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
            }
            for name in try GoldenFiles.names(in: folder) {
                let ending = name.split(separator: ".").last ?? ""
                let isFirst = name.hasPrefix("00000000000000000000")
                guard
                    let place = files.firstIndex(where: {
                        $0.hasSuffix("/\(name)") || isFirst && $0.hasSuffix("0000.\(ending)")
                            || ending == "snapshot" && $0.hasSuffix("snapshot")
                    })
                else { continue }
                add(place, try GoldenFiles.bytes("\(folder)/\(name)"))
            }
            add(10, Array("0\n1\nfuzz 0 3\n".utf8))
            add(11, Array("version=1\ncluster.id=abc\nnode.id=1\n".utf8))
            return seed
        }
    }
}
