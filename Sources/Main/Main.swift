import Terminal

@main
struct Main {
  static func main() { Startup.main { registry in try BuiltIns.register(in: &registry) } }
}
