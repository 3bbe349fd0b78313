/// The things a visitor does, by the names of Segment's e-commerce and mobile specs.
enum TrackEvent {
    case applicationOpened, productViewed, productAdded, productsSearched, cartViewed, checkoutStarted
    case orderCompleted, signedUp

    static func next(_ session: Session, _ random: inout SplitMix64) -> TrackEvent {
        if session.step == 1 { return .applicationOpened }
        switch random.below(100) {
        case 0..<44: return .productViewed
        case 44..<62: return .productAdded
        case 62..<78: return .productsSearched
        case 78..<86: return .cartViewed
        case 86..<92: return .checkoutStarted
        case 92..<98: return .orderCompleted
        default: return .signedUp
        }
    }

    var name: StaticString {
        switch self {
        case .applicationOpened: "Application Opened"
        case .productViewed: "Product Viewed"
        case .productAdded: "Product Added"
        case .productsSearched: "Products Searched"
        case .cartViewed: "Cart Viewed"
        case .checkoutStarted: "Checkout Started"
        case .orderCompleted: "Order Completed"
        case .signedUp: "Signed Up"
        }
    }

    func writeProperties(into json: inout JSONBuffer, _ session: Session, _ random: inout SplitMix64) {
        let currency = session.visitor.place.currency
        switch self {
        case .applicationOpened:
            json.text(random.chance(30) ? #"{"from_background":true"# : #"{"from_background":false"#)
            json.text(#","version":"3.14.0","build":2190}"#)
        case .productViewed, .productAdded:
            json.text("{")
            Self.writeProduct(random.below(Catalogue.products.count), into: &json, &random)
            json.text(#","currency":""#)
            json.text(currency)
            json.text(#"","position":"#)
            json.number(1 + random.below(24))
            json.text(#","tags":"#)
            Self.writeTags(into: &json, &random)
            json.text("}")
        case .productsSearched:
            json.text(#"{"query":""#)
            json.text(random.pick(Catalogue.queries))
            json.text(#"","results":"#)
            json.number(random.below(90))
            json.text("}")
        case .cartViewed, .checkoutStarted, .orderCompleted:
            writeCart(into: &json, currency, &random)
        case .signedUp:
            json.text(#"{"method":"email","plan":""#)
            json.text(random.pick(Catalogue.plans))
            json.text(#"","newsletter":true}"#)
        }
    }

    private func writeCart(into json: inout JSONBuffer, _ currency: StaticString, _ random: inout SplitMix64) {
        let first = random.below(Catalogue.products.count)
        let count = 1 + random.below(3)
        var cents = 0
        json.text(#"{"products":["#)
        for place in 0..<count {
            let product = (first + place * 5) % Catalogue.products.count
            cents += Catalogue.products[product].cents
            json.text(place == 0 ? "{" : ",{")
            Self.writeProduct(product, into: &json, &random)
            json.text("}")
        }
        if self == .orderCompleted {
            json.text(#"],"order_id":""#)
            json.hex(random.next(), digits: 10)
            json.text(#"","revenue":"#)
            json.amount(cents: cents)
            json.text(#","shipping":"#)
            json.amount(cents: cents > 10_000 ? 0 : 495)
            if random.chance(30) {
                json.text(#","coupon":""#)
                json.text(random.pick(Catalogue.coupons))
                json.text(#"""#)
            } else {
                json.text(#","coupon":null"#)
            }
        } else {
            json.text(#"],"cart_id":""#)
            json.hex(random.next(), digits: 10)
            json.text(#"","value":"#)
            json.amount(cents: cents)
        }
        json.text(#","currency":""#)
        json.text(currency)
        json.text(#""}"#)
    }

    /// The fields of one product, without the braces around them.
    static func writeProduct(_ index: Int, into json: inout JSONBuffer, _ random: inout SplitMix64) {
        let product = Catalogue.products[index]
        json.text(#""product_id":"p-"#)
        json.number(1_000 + index * 37)
        json.text(#"","sku":"S"#)
        json.hex(UInt64(truncatingIfNeeded: (index + 3) * 0x1F35), digits: 6)
        json.text(#"","category":""#)
        json.text(product.category)
        json.text(#"","name":""#)
        json.text(product.name)
        json.text(#"","price":"#)
        json.amount(cents: product.cents)
        json.text(#","quantity":"#)
        json.number(1 + random.below(3))
    }

    private static func writeTags(into json: inout JSONBuffer, _ random: inout SplitMix64) {
        switch random.below(4) {
        case 0: json.text(#"["sale"]"#)
        case 1: json.text(#"["new","autumn"]"#)
        default: json.text("[]")
        }
    }
}
