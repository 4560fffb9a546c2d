"""How many threads the libraries of numbers take: as many as the setting says, not every core.

Several workers share the cores. NumPy's and FAISS's threads wait for one another by spinning: with
one for each core two workers on two busy cores answered 6.8 questions a second, with one each 16.3
(8 connections, in turn). The model's threads are told to it where it is loaded.
"""

from threadpoolctl import threadpool_limits


def limit_library_threads(threads: int) -> None:
    """Of the whole process, and of those that are forked from it."""
    threadpool_limits(limits=threads)
