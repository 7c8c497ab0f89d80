import Debut
public struct BaselinesX { }
