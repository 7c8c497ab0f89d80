import ArgumentParser

/// The tables that `data sample` draws from.
enum SampledTable: String, CaseIterable, ExpressibleByArgument { case ratings, movies, links, tags }
