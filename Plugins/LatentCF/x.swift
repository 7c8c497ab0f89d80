import Debut
public struct LatentCFX { }
