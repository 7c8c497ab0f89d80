import Safetensors

/// Gives a model back what it wrote with a `StateWriter`.
///
/// A file may hold anything: whatever is asked for is checked for its type and shape, and for numbers
/// that are not finite. Sizes that answers rely on are given as shapes; indices are read by `indices`.
public struct StateReader {
  private let file: SafetensorsFile
  private let prefix: String
  private let asked: SubjectOptions

  /// The names that were asked for, of this reader and of those made from it.
  private final class SubjectOptions { var names: Set<String> = [] }

  package init(_ file: SafetensorsFile) {
    self.file = file
    prefix = ""
    asked = SubjectOptions()
  }

  private init(_ outer: StateReader, prefix: String) {
    file = outer.file
    self.prefix = outer.prefix + prefix
    asked = outer.asked
  }

  /// Numbers of the given shape.
  ///
  /// - Throws: `SafetensorsError` where there are none of this name, type and shape;
  ///   `EngineError.badModelFile` where one is not finite.
  public func floats(_ name: String, shape: [Int]) throws -> [Float] {
    try finite(name, try read(name, shape))
  }

  /// The same in double precision.
  public func doubles(_ name: String, shape: [Int]) throws -> [Double] {
    try finite(name, try read(name, shape))
  }

  /// Whole numbers of the given shape. - Throws: as `floats`.
  public func int32s(_ name: String, shape: [Int]) throws -> [Int32] { try read(name, shape) }

  /// Large whole numbers of the given shape. - Throws: as `floats`.
  public func int64s(_ name: String, shape: [Int]) throws -> [Int64] { try read(name, shape) }

  /// Any number of whole numbers in 0 ..< bound.
  ///
  /// - Throws: as `floats`; `EngineError.badModelFile` where one is out of range.
  public func indices(_ name: String, below bound: Int) throws -> [Int32] {
    let values = try int32s(name, shape: [try shape(of: name).reduce(1, *)])
    guard values.allSatisfy({ $0 >= 0 && Int($0) < bound }) else {
      throw EngineError.badModelFile(
        reason: "\"\(prefix + name)\" holds an index that is not below \(bound)")
    }
    return values
  }

  /// A parameter's weights, [rows, columns], under its name. - Throws: as `floats`.
  public func read(into parameter: Parameter) throws {
    try read(
      parameter.name, into: parameter.value, shape: [parameter.rows, parameter.columns])
  }

  /// The weights of all parameters that `make` makes and returns, under their names.
  ///
  /// The parameters are declared first: only when the file has all of them in their shapes is memory
  /// made for them. That does not hold for a `value` that `make` itself asks for; what it would write
  /// there is overwritten anyway, and `Parameter.initialise` leaves it out.
  ///
  /// - Throws: as `floats`, and what `make` throws.
  public func readParameters(madeBy make: () throws -> [Parameter]) throws {
    let parameters = try Parameter.declaring(make)
    for parameter in parameters {
      try require(parameter.name, shape: [parameter.rows, parameter.columns])
    }
    for parameter in parameters { try read(into: parameter) }
  }

  /// The same for a buffer. - Precondition: the shape is that of the buffer.
  package func read(_ name: String, into buffer: FloatBuffer, shape: [Int]) throws {
    asked.names.insert(prefix + name)
    try file.read(prefix + name, shape: shape, into: buffer.floats)
    _ = try finite(name, buffer.floats)
  }

  /// The shape of an array. - Throws: `SafetensorsError.missingTensor`.
  public func shape(of name: String) throws -> [Int] { try file.info(prefix + name).shape }

  /// Makes sure of an array's shape before memory is made for it.
  ///
  /// - Throws: `SafetensorsError.missingTensor`, `.wrongShape`.
  public func require(_ name: String, shape: [Int]) throws {
    let found = try self.shape(of: name)
    guard found == shape else {
      throw SafetensorsError.wrongShape(tensor: prefix + name, found: found, expected: shape)
    }
  }

  /// Whether there is an array of this name.
  public func contains(_ name: String) -> Bool { file.header[prefix + name] != nil }

  /// What a part wrote by `StateWriter.nested`.
  public func nested(_ prefix: String) -> StateReader { StateReader(self, prefix: prefix) }

  /// The first of the model's arrays that was not asked for; nil where all were.
  package var leftOver: String? {
    file.header.tensors.map(\.name).first {
      !$0.hasPrefix(StateWriter.reserved) && !asked.names.contains($0)
    }
  }

  private func read<Element: TensorElement>(_ name: String, _ shape: [Int]) throws -> [Element] {
    asked.names.insert(prefix + name)
    return try file.read(prefix + name, shape: shape)
  }

  private func finite<Values: Collection>(_ name: String, _ values: Values) throws -> Values
  where Values.Element: BinaryFloatingPoint {
    guard values.allSatisfy(\.isFinite) else {
      throw EngineError.badModelFile(
        reason: "\"\(prefix + name)\" holds a number that is not finite")
    }
    return values
  }
}
