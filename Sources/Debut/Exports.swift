// A plugin imports `Debut` and sees the data and the tensors through it.
@_exported import Ratings
@_exported import Tensors

// The levels of stability that public types note are in CONTRIBUTING.md.
