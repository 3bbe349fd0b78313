/// A text beside a pattern of steps, where a wildcard may stand for any run of characters.
enum WildcardWalk {
    /// Whether all of the text is what the pattern asks for. Goes through both; where they part, back to the last `many`
    /// and one place further on.
    ///
    /// - Parameters:
    ///   - many: the step that any run of characters matches, also an empty one.
    ///   - matched: the place behind the character at a place of the text where a step matches it; -1 where it does not.
    ///   - retry: the place behind that one from which a match may begin.
    @inline(__always)
    static func matches<Step: Equatable>(
        _ text: UnsafeRawBufferPointer, _ steps: UnsafeBufferPointer<Step>, many: Step,
        matched: (_ step: Step, _ place: Int) -> Int, retry: (_ place: Int) -> Int
    ) -> Bool {
        var place = 0
        var step = 0
        var retryStep = -1
        var retryPlace = 0
        while true {
            if step < steps.count, steps[step] == many {
                retryStep = step + 1
                retryPlace = place
                step += 1
                continue
            }
            if place == text.count, step == steps.count { return true }
            if place < text.count, step < steps.count {
                let next = matched(steps[step], place)
                if next >= 0 {
                    place = next
                    step += 1
                    continue
                }
            }
            guard retryStep >= 0, retryPlace < text.count else { return false }
            retryPlace = retry(retryPlace)
            place = retryPlace
            step = retryStep
        }
    }
}
