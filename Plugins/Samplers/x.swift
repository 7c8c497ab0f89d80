import Debut
public struct SamplersX { }
