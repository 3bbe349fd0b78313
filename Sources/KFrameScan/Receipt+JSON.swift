#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

extension Receipt {
    /// The receipt as JSON, keys sorted, for a file.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// Reads a receipt that ``json()`` wrote.
    package init(json: Data) throws(ScanError) {
        let receipt: Receipt
        do {
            receipt = try JSONDecoder().decode(Receipt.self, from: json)
        } catch {
            throw ScanError(.invalidReceipt, "this is not a kframe receipt: \(error)")
        }
        guard receipt.version == Receipt.currentVersion else {
            throw ScanError(
                .invalidReceipt,
                "the receipt is of version \(receipt.version); this kframe reads version \(Receipt.currentVersion)")
        }
        guard receipt.partitions.count == receipt.plan.partitions.count,
            zip(receipt.partitions, receipt.plan.partitions).allSatisfy({ read, planned in
                read.partition == planned.partition && read.start >= 0 && read.start <= read.end
                    && !read.counts.hasNegative
            }),
            Set(receipt.partitions.map(\.partition)).count == receipt.partitions.count
        else { throw ScanError(.invalidReceipt, "the receipt contradicts itself; save it anew with --receipt") }
        self = receipt
    }
}
