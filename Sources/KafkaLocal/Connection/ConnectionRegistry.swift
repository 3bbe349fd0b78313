import NIOCore
import Synchronization

/// The connections that are open, so that they can be closed.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
        var accepted = 0
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isClosed = state.withLock { state in
            state.accepted += 1
            if !state.isClosed { state.channels[id] = channel }
            return state.isClosed
        }
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: id) }
        }
    }

    /// How many there have been.
    var accepted: Int { state.withLock { $0.accepted } }

    /// Lets connections in again.
    func reopen() {
        state.withLock { $0.isClosed = false }
    }

    func closeAll() async {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { try? await channel.close() }
    }
}
