/// True in a release build.
///
/// Tests that judge a trained model by its errors run there alone: without optimisation training takes
/// about eight times longer and comes to the same figures.
public let isOptimised: Bool = {
  #if DEBUG
    return false
  #else
    return true
  #endif
}()
