import ArgumentParser
@preconcurrency import CReadline
import Debut

public func go() {
  let t = table("v4")
  var x: [Float] = Array(repeating: 1, count: 20)
  var y = x
  t.axpy(20, 2, x, &y)
  x = y
  print(x, rl_readline_version)
}
