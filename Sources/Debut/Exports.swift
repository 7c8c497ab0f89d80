// A plugin imports `Debut` and sees the data and the tensors through it.
@_exported import Ratings
@_exported import Tensors

// Stability. Every public type of this module ends its documentation with one of three notes:
//
// - `stable`: sources that use the type compile and mean the same until the next major version. Members may
//   be added, with defaults if a conforming type has to have them.
// - `may change in a minor version`: the type is for authors of models, and its shape is not settled. The
//   change log names every change and the edit that it asks for.
// - `for tools`: the type is for programs that train and serve models. Authors of models need it only for
//   tests; it may change in a minor version.
//
// Anything that neither an author nor such a program needs is `package`.
