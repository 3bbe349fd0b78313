/// A source of events: a web site or a mobile app with its own writeKey.
struct App: Sendable {
    enum Platform: Sendable {
        case web
        case iOS
        case android
        /// Either of the two, as the visitor has it.
        case mobile
    }

    var writeKey: StaticString
    /// The app's share of all sessions, in thousandths.
    var share: Int
    var platform: Platform
    /// A web site's host; a mobile app's bundle identifier.
    var home: StaticString
    var name: StaticString
    /// What the app sends as `integrations`.
    var integrations: StaticString = "{}"

    /// All sources. The shares add up to a thousand.
    static let all: [App] = [
        App(
            writeKey: "hQ2mVx7RkT9bLpZc4WnJ8sYdAf3Ge6Ku", share: 262, platform: .web, home: "shop.example.com",
            name: "Shop"),
        App(
            writeKey: "Zt5yNc1BwEo8vMiXq7RhUj2DkSa9LgPf", share: 171, platform: .iOS, home: "com.example.shop",
            name: "Shop"),
        App(
            writeKey: "r8KdFm3JxQv6TzPy1LcWn5HgBs7RaEou", share: 128, platform: .android, home: "com.example.shop",
            name: "Shop"),
        App(
            writeKey: "W4uGiYb9SlCe2OxNk6VjTq8MzDr5FhPa", share: 101, platform: .web, home: "www.example.de",
            name: "Laden",
            integrations: #"{"All":true,"Salesforce":false}"#),
        App(
            writeKey: "p7XaVt2RnLf9QcKw4JsHy6ZgMe1BuDio", share: 84, platform: .web, home: "blog.example.com",
            name: "Blog"),
        App(writeKey: "newapp_2022_test_key", share: 65, platform: .mobile, home: "com.example.newapp", name: "NewApp"),
        App(
            writeKey: "E3oZsCq8KyUj5TnBv1WxGi7PhRm6LdFa", share: 58, platform: .web, home: "app.example.io",
            name: "Console",
            integrations: #"{"All":true,"Amplitude":{"session_id":1663804800123}}"#),
        App(
            writeKey: "m6JcPz4YtHk9XsWe2NbRv7DqLg1AuFio", share: 47, platform: .web, home: "www.example.jp", name: "店舗"),
        App(
            writeKey: "T9vBnKx3GqLw7RfYc5MjZd1HsPe8UaOi", share: 36, platform: .android, home: "com.example.courier",
            name: "Courier"),
        App(
            writeKey: "c2WyFh8DoSr4VmKt6XzLq9JnGb3PeUai", share: 24, platform: .iOS, home: "com.example.pos",
            name: "Point of Sale"),
        App(
            writeKey: "Y5gNtRj1ZkXv8CbPw3QsHm7LdFe6OuAi", share: 15, platform: .web, home: "help.example.com",
            name: "Help"),
        App(
            writeKey: "k1SxLv6MfTq9BzJc4RwYn8HdGp2EuIoa", share: 9, platform: .web, home: "jobs.example.com",
            name: "Careers"),
    ]

    /// Which app each thousandth of the sessions belongs to.
    static let byShare: [Int] = all.indices.flatMap { Array(repeating: $0, count: all[$0].share) }
}
