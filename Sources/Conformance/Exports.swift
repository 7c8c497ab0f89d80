// Whoever checks a model needs the engine.
@_exported import DebutEngine
