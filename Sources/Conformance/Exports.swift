// Checks of a model need the engine.
@_exported import DebutEngine
