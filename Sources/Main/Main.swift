import Shell

@main
struct Main {
  static func main() { Shell.main { registry in try BuiltIns.register(in: &registry) } }
}
