/// Ends the process where the system refuses memory, as Swift's own collections do.
///
/// Nothing that a peer or a user says gets this far: what is unpacked at once is limited, a frame ends its read with an error
/// before it outgrows the machine, and sizes are those of bytes that are there. What is left is a machine, or a container,
/// that has not these few megabytes any more.
///
/// - Parameter count: the bytes that were asked for.
package func outOfMemory(_ count: Int) -> Never { fatalError("out of memory: \(count) bytes") }
