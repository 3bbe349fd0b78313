import Synchronization

/// The receipt of the last iteration of a stream that came to its end.
final class LastReceipt: Sendable {
    private let kept = Mutex<ReadReceipt?>(nil)

    var receipt: ReadReceipt? {
        get { kept.withLock(\.self) }
        set { kept.withLock { $0 = newValue } }
    }
}
