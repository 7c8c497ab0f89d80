public func go() {}
