import Foundation

/// Values that are made once a process, each by the first test that needs it.
///
/// Tests run at the same time. The second that needs a value waits until the first has made it.
///
/// - Precondition: a value does not change once it is made, or tests would depend on their order.
public final class SharedValues<Key: Hashable, Value>: @unchecked Sendable {
  // Unchecked, because both locks guard all that changes.
  private final class Slot {
    let lock = NSLock()
    var value: Result<Value, any Error>?
  }

  private let lock = NSLock()
  private var slots: [Key: Slot] = [:]

  public init() {}

  /// Returns the value of a key, made by `make` if nobody has made it yet.
  ///
  /// - Throws: what `make` threw, to everyone who needs the value.
  public func value(for key: Key, _ make: () throws -> Value) throws -> Value {
    let slot = lock.withLock {
      let slot = slots[key] ?? Slot()
      slots[key] = slot
      return slot
    }
    return try slot.lock.withLock {
      let result = slot.value ?? Result { try make() }
      slot.value = result
      return try result.get()
    }
  }
}
