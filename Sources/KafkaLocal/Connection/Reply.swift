/// What becomes of a request.
enum Reply: Sendable {
    /// The pieces of one frame, in their order.
    case frame([FramePiece], AnswerDelivery)
    /// The same, and then the connection is closed.
    case last([FramePiece])
    /// No answer is wanted.
    case nothing
    /// The connection is closed without an answer: how a broker tells that it does not understand.
    case close
    /// Nothing to answer yet.
    case wait(WaitingFetch)
}
