// Whoever checks a model needs the engine.
@_exported import Debut
