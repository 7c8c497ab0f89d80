func relu(_ n: Int, _ x: In, _ y: Out) {
  for i in 0..<n { y[i] = x[i] < 0 ? 0 : x[i] }
}

func reluBackward(_ n: Int, _ y: In, _ dy: In, _ dx: Out) {
  for i in 0..<n { dx[i] += y[i] > 0 ? dy[i] : 0 }
}
