import Safetensors

/// Collects what a model has learnt, as named arrays, for a model file.
///
/// Names are the model's own, by custom as PyTorch would have them ("gru.weight_ih"); those that begin
/// with `debut.` are the engine's. All numbers must be finite.
///
/// - Stability: stable.
public struct StateWriter {
  package var content = SafetensorsContent()
  private var prefix = ""
  /// The prefix of the names of the engine's own arrays.
  package static let reserved = "debut."

  /// Creates an empty writer.
  public init() {}

  /// Adds numbers, by default in one dimension. Saving fails if they are not as many as the shape says.
  public mutating func add(_ name: String, _ values: [Float], shape: [Int]? = nil) {
    content.add(prefix + name, values, shape: shape ?? [values.count])
  }

  /// Adds numbers in double precision.
  public mutating func add(_ name: String, _ values: [Double], shape: [Int]? = nil) {
    content.add(prefix + name, values, shape: shape ?? [values.count])
  }

  /// Adds whole numbers such as indices.
  public mutating func add(_ name: String, _ values: [Int32], shape: [Int]? = nil) {
    content.add(prefix + name, values, shape: shape ?? [values.count])
  }

  /// Adds 64-bit whole numbers such as ids.
  public mutating func add(_ name: String, _ values: [Int64], shape: [Int]? = nil) {
    content.add(prefix + name, values, shape: shape ?? [values.count])
  }

  /// Adds a parameter's weights under its name, [rows, columns].
  public mutating func add(_ parameter: Parameter) {
    add(parameter.name, parameter.value, shape: [parameter.rows, parameter.columns])
  }

  /// Adds a buffer, which is not copied: it must not change until the file is written.
  public mutating func add(_ name: String, _ values: FloatBuffer, shape: [Int]) {
    content.add(prefix + name, .f32, shape, count: values.count) { body in
      body(UnsafeRawBufferPointer(values.floats))
    }
  }

  /// Adds the arrays of a part, such as a model within this one, under names that begin with `prefix`.
  public mutating func nested(_ prefix: String, _ body: (inout StateWriter) throws -> Void)
    rethrows
  {
    let outer = self.prefix
    self.prefix = outer + prefix
    defer { self.prefix = outer }
    try body(&self)
  }
}
