import KFrame
import Synchronization
import TextRender

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard error: everything that is not rows.
final class Console: Sendable {
    static let standard = Console()

    let terminal = Terminal.of(descriptor: STDERR_FILENO)
    private let bar = Mutex<ProgressBar?>(nil)

    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Self.writeOnce(rest)
                // Nobody is there to be told that standard error cannot be written to.
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    func line(_ text: String) { write(text + "\n") }

    func report(_ error: KFrameError) { report(error.message) }

    func report(_ message: String) {
        clearProgress()
        line(terminal.style.emphasized("kframe:", .red) + " " + message)
    }

    func warn(_ message: String) {
        clearProgress()
        line(terminal.style.emphasized("kframe:", .yellow) + " " + message)
    }

    func clearProgress() { bar.withLock { $0 }?.clear() }

    /// A callback that draws a bar on a terminal, and nil elsewhere.
    func startProgress() -> (@Sendable (ReadProgress) -> Void)? {
        guard terminal.isTerminal else { return nil }
        let clock = ContinuousClock()
        let bar = ProgressBar(
            style: terminal.style, started: clock.now, width: { Terminal.of(descriptor: STDERR_FILENO).columns },
            write: { Console.standard.write($0) })
        self.bar.withLock { $0 = bar }
        return { progress in
            bar.update(
                ProgressLine(
                    done: progress.offsetsDone, total: progress.offsetsTotal, rows: progress.rows, bytes: progress.bytes
                ),
                at: clock.now)
        }
    }

    func finishProgress() {
        bar.withLock { bar in
            bar?.finish()
            bar = nil
        }
    }

    private static func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        return Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #else
        return Darwin.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        #endif
    }
}
