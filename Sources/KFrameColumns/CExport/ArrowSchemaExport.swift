package import CArrowABI

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Schema {
    /// Writes the schema as a structure of its fields into `out`, which holds nothing yet. The receiver releases it.
    package func export(to out: UnsafeMutablePointer<ArrowSchema>) {
        ArrowSchemaOwner.export(Field("", .structure(fields), isNullable: false), to: out)
    }
}

extension Field {
    /// The name as C's texts can hold it: a zero character, which would end it, is spelled as JSON does.
    package var arrowName: String {
        guard name.utf8.contains(0) else { return name }
        return name.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\u0000")
    }
}

/// What an exported field holds until it is released: its texts, and the structures of its children.
private final class ArrowSchemaOwner {
    private let format: UnsafeMutablePointer<CChar>?
    private let name: UnsafeMutablePointer<CChar>?
    private let children: ChildPointers<ArrowSchema>

    private init(_ field: Field) {
        format = strdup(field.type.arrowFormat)
        name = strdup(field.arrowName)
        let fields = field.type.arrowChildren
        children = ChildPointers(count: fields.count, empty: ArrowSchema()) { Self.export(fields[$0], to: $1) }
    }

    deinit {
        // A child that was moved out has no release any more.
        children.forEach { child in child.pointee.release?(child) }
        free(format)
        free(name)
    }

    static func export(_ field: Field, to out: UnsafeMutablePointer<ArrowSchema>) {
        let owner = ArrowSchemaOwner(field)
        out.pointee = ArrowSchema()
        out.pointee.format = UnsafePointer(owner.format)
        out.pointee.name = UnsafePointer(owner.name)
        out.pointee.flags = field.isNullable ? Int64(ARROW_FLAG_NULLABLE) : 0
        out.pointee.n_children = Int64(owner.children.count)
        out.pointee.children = owner.children.pointers
        out.pointee.release = { schema in
            guard let schema, let data = schema.pointee.private_data else { return }
            schema.pointee.release = nil
            schema.pointee.private_data = nil
            Unmanaged<ArrowSchemaOwner>.fromOpaque(data).release()
        }
        out.pointee.private_data = Unmanaged.passRetained(owner).toOpaque()
    }
}
