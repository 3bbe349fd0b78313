import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ConnectionFailure.SystemCause {
    /// What an error of NIO or of the system below it means for a connection.
    init(_ error: any Error) {
        switch error {
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: self = .refused
            case ECONNRESET, EPIPE: self = .reset
            case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: self = .unreachable
            default: self = .other("\(error)")
            }
        case let error as NIOConnectionError:
            self.init(error)
        case ChannelError.connectTimeout(let time):
            self = .timedOut(time)
        case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof:
            self = .reset
        default:
            self = .other("\(error)")
        }
    }

    /// Names are looked up for IPv4 and IPv6, and each address found is tried: the most telling failure counts.
    private init(_ error: NIOConnectionError) {
        let causes = error.connectionErrors.map { Self($0.error) }
        if let refused = causes.first(where: { $0 == .refused }) ?? causes.first {
            self = refused
        } else if error.dnsAError != nil || error.dnsAAAAError != nil {
            self = .unknownHost
        } else {
            self = .other("\(error)")
        }
    }
}
