import Synchronization

/// Draws a ``ProgressLine`` over and over in one line of the terminal, and takes it away at the end.
///
/// It may be told of progress from any task, as often as one likes: it draws at most ten times a second.
package final class ProgressBar: Sendable {
    private struct State {
        var lastDrawn: ContinuousClock.Instant?
        var isVisible = false
        var isFinished = false
    }

    /// A read that is over sooner shows no bar at all.
    private static let patience: Duration = .milliseconds(250)
    private static let interval: Duration = .milliseconds(100)
    private static let erase = "\r\u{1B}[2K"

    private let style: TerminalStyle
    private let started: ContinuousClock.Instant
    private let width: @Sendable () -> Int
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - width: asked before each drawing, so that the bar follows the window's size.
    ///   - write: where the bar goes; called with whole drawings only.
    package init(
        style: TerminalStyle, started: ContinuousClock.Instant, width: @escaping @Sendable () -> Int,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.style = style
        self.started = started
        self.width = width
        self.write = write
    }

    /// Shows where the read is at `now`, unless it has just been shown; the line's elapsed time is set by this.
    package func update(_ line: ProgressLine, at now: ContinuousClock.Instant) {
        state.withLock { state in
            guard !state.isFinished, now - started >= Self.patience else { return }
            if let last = state.lastDrawn, now - last < Self.interval { return }
            state.lastDrawn = now
            state.isVisible = true
            var line = line
            line.elapsed = now - started
            // One column is left free: a full line would make some terminals scroll.
            write(Self.erase + line.text(width: max(1, width() - 1), style: style))
        }
    }

    /// Takes the bar away, so that something else can be written; the next update shows it again.
    package func clear() {
        state.withLock { state in
            guard state.isVisible else { return }
            state.isVisible = false
            state.lastDrawn = nil
            write(Self.erase)
        }
    }

    /// Takes the bar away for good.
    package func finish() {
        clear()
        state.withLock { $0.isFinished = true }
    }
}
