@_exported import Ratings
@_exported import Tensors
