import Safetensors

/// Reads the arrays that a model wrote with a `StateWriter`.
///
/// A file may hold anything: every array is checked for its type and shape, and for numbers that are not
/// finite. Pass the sizes that predictions rely on as shapes; read indices by `indices`.
///
/// - Stability: stable.
public struct StateReader {
  private let file: SafetensorsFile
  private let prefix: String
  private let requested: RequestedNames

  /// The names read so far, by this reader and by those made from it.
  private final class RequestedNames { var names: Set<String> = [] }

  package init(_ file: SafetensorsFile) {
    self.file = file
    prefix = ""
    requested = RequestedNames()
  }

  private init(_ outer: StateReader, prefix: String) {
    file = outer.file
    self.prefix = outer.prefix + prefix
    requested = outer.requested
  }

  /// Returns numbers of the given shape.
  ///
  /// - Throws: `SafetensorsError` if there is no array of this name, type and shape;
  ///   `EngineError.badModelFile` if a number is not finite.
  public func floats(_ name: String, shape: [Int]) throws -> [Float] {
    try finite(name, try read(name, shape))
  }

  /// Returns numbers in double precision. - Throws: as `floats`.
  public func doubles(_ name: String, shape: [Int]) throws -> [Double] {
    try finite(name, try read(name, shape))
  }

  /// Returns whole numbers of the given shape. - Throws: as `floats`.
  public func int32s(_ name: String, shape: [Int]) throws -> [Int32] { try read(name, shape) }

  /// Returns 64-bit whole numbers of the given shape. - Throws: as `floats`.
  public func int64s(_ name: String, shape: [Int]) throws -> [Int64] { try read(name, shape) }

  /// Returns an array of any length whose numbers are in 0 ..< bound.
  ///
  /// - Throws: as `floats`; `EngineError.badModelFile` if a number is out of range.
  public func indices(_ name: String, below bound: Int) throws -> [Int32] {
    let values = try int32s(name, shape: [try shape(of: name).reduce(1, *)])
    guard values.allSatisfy({ $0 >= 0 && Int($0) < bound }) else {
      throw EngineError.badModelFile(
        reason: "\"\(prefix + name)\" holds an index that is not below \(bound)")
    }
    return values
  }

  /// Reads a parameter's weights, [rows, columns], under its name. - Throws: as `floats`.
  public func read(into parameter: Parameter) throws {
    try read(
      parameter.name, into: parameter.value, shape: [parameter.rows, parameter.columns])
  }

  /// Reads the weights of all parameters that `make` makes and returns, under their names.
  ///
  /// The parameters are declared first; memory is allocated once the file turns out to have all of them
  /// in their shapes. That does not hold for a `value` that `make` itself reads; anything it would write
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

  /// Reads numbers into a buffer. - Precondition: the shape is that of the buffer.
  package func read(_ name: String, into buffer: FloatBuffer, shape: [Int]) throws {
    requested.names.insert(prefix + name)
    try file.read(prefix + name, shape: shape, into: buffer.floats)
    _ = try finite(name, buffer.floats)
  }

  /// Returns the shape of an array. - Throws: `SafetensorsError.missingTensor`.
  public func shape(of name: String) throws -> [Int] { try file.info(prefix + name).shape }

  /// Checks an array's shape before memory is allocated for it.
  ///
  /// - Throws: `SafetensorsError.missingTensor`, `.wrongShape`.
  public func require(_ name: String, shape: [Int]) throws {
    let found = try self.shape(of: name)
    guard found == shape else {
      throw SafetensorsError.wrongShape(tensor: prefix + name, found: found, expected: shape)
    }
  }

  /// Returns true if there is an array of this name.
  public func contains(_ name: String) -> Bool { file.header[prefix + name] != nil }

  /// Returns a reader of the arrays that a part wrote by `StateWriter.nested`.
  public func nested(_ prefix: String) -> StateReader { StateReader(self, prefix: prefix) }

  /// The name of the model's first array that was not read; nil if all were.
  package var leftOver: String? {
    file.header.tensors.map(\.name).first {
      !$0.hasPrefix(StateWriter.reserved) && !requested.names.contains($0)
    }
  }

  private func read<Element: TensorElement>(_ name: String, _ shape: [Int]) throws -> [Element] {
    requested.names.insert(prefix + name)
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
