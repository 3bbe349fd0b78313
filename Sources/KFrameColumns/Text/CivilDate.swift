/// Dates of the Gregorian calendar, extended to all years, as days since 1970-01-01.
enum CivilDate {
    private static let daysPerCycle = 146_097  // 400 years
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epoch = 719_468

    /// Days in `month` (1…12) of `year`.
    static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Days from 1970-01-01 to a date of the years 0 to 9999.
    ///
    /// Years are counted from March, so that the leap day is a year's last.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let months = month > 2 ? month - 3 : month + 9
        // Before year 0's March (year -1 here) the quotients would round up; one cycle more keeps all positive.
        let lifted = years + 400
        let leapDays = lifted / 4 - lifted / 100 + lifted / 400
        return lifted * 365 + leapDays + (months * 153 + 2) / 5 + day - 1 - epoch - daysPerCycle
    }

    /// The date `days` after 1970-01-01.
    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + epoch
        let cycle = shifted >= 0 ? shifted / daysPerCycle : (shifted - daysPerCycle + 1) / daysPerCycle
        let dayOfCycle = shifted - cycle * daysPerCycle
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / (daysPerCycle - 1)) / 365
        let dayOfYear = dayOfCycle - (yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100)
        let months = (dayOfYear * 5 + 2) / 153
        let month = months < 10 ? months + 3 : months - 9
        return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, dayOfYear - (months * 153 + 2) / 5 + 1)
    }
}
