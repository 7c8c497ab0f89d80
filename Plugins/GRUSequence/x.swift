import Debut
public struct GRUSequenceX { }
