/// The words of the generated day: products, pages, devices, people. All of them are JSON strings' insides as
/// they stand: nothing in them needs an escape.
enum Catalogue {
    struct Product: Sendable {
        var name: StaticString
        var category: StaticString
        var cents: Int
    }

    struct Page: Sendable {
        var path: StaticString
        var title: StaticString
        var name: StaticString
    }

    struct Place: Sendable {
        var locale: StaticString
        var timezone: StaticString
        var city: StaticString
        var currency: StaticString
        var carrier: StaticString
    }

    struct Phone: Sendable {
        var manufacturer: StaticString
        var model: StaticString
        var name: StaticString
        var width: Int
        var height: Int
        var density: StaticString
    }

    struct Campaign: Sendable {
        /// The query as it stands in a page's address.
        var query: StaticString
        /// The same as the event's `context.campaign`.
        var json: StaticString
    }

    static let products: [Product] = [
        Product(name: "Merino Crew Sweater", category: "Knitwear", cents: 8_990),
        Product(name: "Trail Running Shoe 3", category: "Shoes", cents: 12_450),
        Product(name: "Linen Shirt", category: "Shirts", cents: 5_900),
        Product(name: "Wool Socks, 3 pairs", category: "Socks", cents: 1_995),
        Product(name: "Regenjacke „Küste“", category: "Jacken", cents: 14_900),
        Product(name: "Canvas Tote", category: "Bags", cents: 2_400),
        Product(name: "Ceramic Mug 350 ml", category: "Home", cents: 1_650),
        Product(name: "Yukata 浴衣", category: "和装", cents: 7_800),
        Product(name: "Down Vest", category: "Jackets", cents: 13_900),
        Product(name: "Headlamp 400 lm", category: "Outdoor", cents: 4_999),
        Product(name: "Notebook A5 – dotted", category: "Paper", cents: 1_250),
        Product(name: "Gift Card 🎁", category: "Gifts", cents: 2_500),
    ]

    static let pages: [Page] = [
        Page(path: "/", title: "Welcome – Example", name: "Home"),
        Page(path: "/products", title: "All products – Example", name: "Product List"),
        Page(path: "/products/merino-crew-sweater", title: "Merino Crew Sweater – Example", name: "Product"),
        Page(path: "/products/trail-running-shoe-3", title: "Trail Running Shoe 3 – Example", name: "Product"),
        Page(path: "/products/regenjacke-küste", title: "Regenjacke „Küste“ – Example", name: "Product"),
        Page(path: "/categories/outdoor", title: "Outdoor – Example", name: "Category"),
        Page(path: "/cart", title: "Your cart – Example", name: "Cart"),
        Page(path: "/checkout/address", title: "Checkout: address – Example", name: "Checkout"),
        Page(path: "/checkout/payment", title: "Checkout: payment – Example", name: "Checkout"),
        Page(path: "/blog/größe-finden", title: "Die richtige Größe finden – Blog", name: "Article"),
        Page(path: "/help/returns", title: "How do I send something back? – Help", name: "Help"),
        Page(path: "/account", title: "Your account – Example", name: "Account"),
    ]

    static let screens: [StaticString] = [
        "Home", "Search", "Search Results", "Product", "Product Gallery", "Cart", "Checkout", "Payment",
        "Order Confirmation", "Account", "Settings", "Notifications",
    ]

    static let places: [Place] = [
        Place(locale: "en-US", timezone: "America/New_York", city: "New York", currency: "USD", carrier: "T-Mobile"),
        Place(locale: "en-US", timezone: "America/Los_Angeles", city: "San José", currency: "USD", carrier: "Verizon"),
        Place(locale: "en-GB", timezone: "Europe/London", city: "London", currency: "GBP", carrier: "EE"),
        Place(locale: "de-DE", timezone: "Europe/Berlin", city: "Köln", currency: "EUR", carrier: "Telekom.de"),
        Place(locale: "fr-FR", timezone: "Europe/Paris", city: "Orléans", currency: "EUR", carrier: "Orange F"),
        Place(locale: "pl-PL", timezone: "Europe/Warsaw", city: "Łódź", currency: "PLN", carrier: "Play"),
        Place(locale: "ja-JP", timezone: "Asia/Tokyo", city: "東京", currency: "JPY", carrier: "NTT DOCOMO"),
        Place(locale: "pt-BR", timezone: "America/Sao_Paulo", city: "São Paulo", currency: "BRL", carrier: "Vivo"),
    ]

    static let browsers: [StaticString] = [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:104.0) Gecko/20100101 Firefox/104.0",
        "Mozilla/5.0 (X11; Linux x86_64; rv:104.0) Gecko/20100101 Firefox/104.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 15_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6.1 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 12; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.0.0 Mobile Safari/537.36",
    ]

    static let iPhones: [Phone] = [
        Phone(manufacturer: "Apple", model: "iPhone14,5", name: "iPhone", width: 390, height: 844, density: "3"),
        Phone(manufacturer: "Apple", model: "iPhone13,4", name: "iPhone", width: 428, height: 926, density: "3"),
        Phone(manufacturer: "Apple", model: "iPhone12,8", name: "iPhone", width: 375, height: 667, density: "2"),
        Phone(manufacturer: "Apple", model: "iPad13,1", name: "iPad", width: 820, height: 1_180, density: "2"),
    ]

    static let androids: [Phone] = [
        Phone(manufacturer: "samsung", model: "SM-G991B", name: "o1s", width: 1_080, height: 2_400, density: "2.75"),
        Phone(manufacturer: "Google", model: "Pixel 6", name: "oriole", width: 1_080, height: 2_400, density: "2.625"),
        Phone(manufacturer: "Xiaomi", model: "M2101K6G", name: "sweet", width: 1_080, height: 2_400, density: "2.75"),
        Phone(manufacturer: "Fairphone", model: "FP4", name: "FP4", width: 1_080, height: 2_340, density: "2.5"),
    ]

    static let campaigns: [Campaign] = [
        Campaign(
            query: "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn_2022",
            json: #"{"medium":"email","name":"autumn_2022","source":"newsletter"}"#),
        Campaign(
            query: "?utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=rain+jacket",
            json: #"{"medium":"cpc","name":"brand","source":"google","term":"rain jacket"}"#),
        Campaign(
            query: "?utm_source=instagram&utm_medium=social&utm_campaign=küste",
            json: #"{"content":"story","medium":"social","name":"küste","source":"instagram"}"#),
    ]

    static let referrers: [StaticString] = [
        "", "", "https://www.google.com/", "https://duckduckgo.com/", "https://www.instagram.com/",
        "https://t.co/x9Zk2",
    ]

    static let queries: [StaticString] = [
        "rain jacket", "größe 42", "wool socks", "gift", "浴衣", "shoes <10", "50% off", #"mug \"350 ml\""#,
    ]

    static let givenNames: [StaticString] = [
        "Ada", "Zoë", "Søren", "José", "Mária", "Olu", "Priya", "Jürgen", "明", "Chloé", "Noah", "Łucja",
    ]

    static let familyNames: [StaticString] = [
        "Okafor", "Müller", "Nguyễn", "O’Brien", "García", "Sørensen", "田中", "Kowalski", "Silva", "Dubois", "Smith",
        "Patel",
    ]

    static let companies: [StaticString] = [
        "Example Trading Ltd", "Beispiel GmbH", "Exemple & Fils", "サンプル株式会社", "Initech", "Acme, Inc.",
    ]

    static let plans: [StaticString] = ["free", "free", "team", "business", "enterprise"]

    static let coupons: [StaticString] = ["WELCOME10", "AUTUMN22", "FREESHIP"]
}
