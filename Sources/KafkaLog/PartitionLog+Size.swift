extension PartitionLog {
    /// The bytes of the `.log` files, those below the log start that are still on disk included.
    package var sizeInBytes: Int64 {
        get throws(LogError) {
            var sum: Int64 = 0
            for segment in segments { sum += try SystemFile(path: segment.path, place: segment.place).status().size }
            return sum
        }
    }
}
