import NIOCore

/// `meta.properties` of a log directory: which cluster and which broker it belongs to.
package struct DirectoryProperties: Sendable, Equatable {
    static let fileName = "meta.properties"

    package var clusterID: String?
    package var nodeID: Int32?

    package init(clusterID: String? = nil, nodeID: Int32? = nil) {
        self.clusterID = clusterID
        self.nodeID = nodeID
    }

    init(directory: String) throws(LogError) {
        self.init()
        let path = directory + "/" + Self.fileName
        guard let contents = try SystemDirectory.contents(of: path, place: LogPlace()) else { return }
        for line in String(buffer: contents).split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = line[line.index(after: equals)...]
            switch line[..<equals] {
            case "cluster.id": clusterID = String(value)
            // Version 0 of the file called it broker.id.
            case "node.id", "broker.id": nodeID = Int32(value)
            default: break
            }
        }
    }

    var fileContents: ByteBuffer {
        var lines = ["#", "version=1"]
        if let clusterID { lines.append("cluster.id=\(clusterID)") }
        if let nodeID { lines.append("node.id=\(nodeID)") }
        return ByteBuffer(string: lines.joined(separator: "\n") + "\n")
    }
}
