"""Thin tools of the repository: benchmarks, fitting, demo content. Not part of the package."""
