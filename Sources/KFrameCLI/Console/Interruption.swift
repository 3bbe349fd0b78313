import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ends the program at once when the user interrupts it, and leaves no half file behind.
final class Interruption: Sendable {
    static let shared = Interruption()

    private struct State {
        var files: [String] = []
        var goodbye: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    /// From now on SIGINT and SIGTERM end the program with 130 and 143.
    func install() {
        for (number, status) in [(SIGINT, Int32(130)), (SIGTERM, Int32(143))] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler { [self] in end(status) }
            source.resume()
            // Until the program ends.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    /// A file to be removed when the program is interrupted.
    func guardFile(_ path: String) { state.withLock { $0.files.append(path) } }

    func releaseFile(_ path: String) { state.withLock { $0.files.removeAll { $0 == path } } }

    /// What is to be done before the program ends: quick, and nothing that waits for the interrupted work.
    func onEnd(_ goodbye: @escaping @Sendable () async -> Void) { state.withLock { $0.goodbye = goodbye } }

    private func end(_ status: Int32) {
        let (files, goodbye) = state.withLock { ($0.files, $0.goodbye) }
        for file in files { unlink(file) }
        Console.standard.clearProgress()
        guard let goodbye else { _exit(status) }
        Task.detached {
            await goodbye()
            _exit(status)
        }
        // A second interrupt does not wait.
        state.withLock { $0.goodbye = nil }
    }
}
