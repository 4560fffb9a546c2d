"""A weighted graph → its communities: nodes that hold together more than their masses let expect.

Maximises Σ over communities of (weights inside − resolution × products of masses inside), the
constant Potts model (Traag, Van Dooren, Nesterov 2011) with a mass for each node, by the Leiden
algorithm's local moving (Traag, Waltman, van Eck 2019): each node in turn goes where it gains most,
those beside it are looked at again, and the communities become the nodes of a smaller graph. What
does not hang together by edges is divided. No chance is drawn: the same graph gives the same
communities.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Values = NDArray[np.float64]
LEAST_GAIN = 1e-9
"""Smaller ones are rounding, and nodes would move for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Undirected edges, each once; all three of shape (edges,)."""

    nodes: int
    ones: Labels
    others: Labels
    weights: Values


def communities(graph: Graph, *, masses: Values, resolution: float) -> Labels:
    """The community of each node, numbered from 0 by their first nodes, shape (nodes,)."""
    labels = np.arange(graph.nodes)
    while True:
        moved = _moved(graph, masses.tolist(), resolution)
        inside = moved[graph.ones] == moved[graph.others]
        moved = _connected(graph.nodes, graph.ones[inside], graph.others[inside])
        found, moved = np.unique(moved, return_inverse=True)
        labels = moved[labels]
        if len(found) == graph.nodes:
            return _numbered(labels)
        graph = _joined(graph, moved, len(found))
        masses = _summed(moved, masses, len(found))


def _moved(graph: Graph, masses: list[float], resolution: float) -> Labels:
    """Where every node goes until none gains by moving. Plain lists: arrays of one are slow."""
    starts, beside, weights = _adjacency(graph)
    community = list(range(graph.nodes))
    mass_of = list(masses)
    waiting = deque(community)
    is_waiting = [True] * graph.nodes
    while waiting:
        node = waiting.popleft()
        is_waiting[node] = False
        own, mass = community[node], masses[node]
        mass_of[own] -= mass
        links: dict[int, float] = {}
        for edge in range(starts[node], starts[node + 1]):
            there = community[beside[edge]]
            links[there] = links.get(there, 0.0) + weights[edge]
        cost = resolution * mass
        best, best_gain = own, links.get(own, 0.0) - cost * mass_of[own]
        for there, weight in links.items():
            gain = weight - cost * mass_of[there]
            if gain > best_gain + LEAST_GAIN:
                best, best_gain = there, gain
        mass_of[best] += mass
        if best == own:
            continue
        community[node] = best
        for edge in range(starts[node], starts[node + 1]):
            other = beside[edge]
            if community[other] != best and not is_waiting[other]:
                is_waiting[other] = True
                waiting.append(other)
    return np.array(community, np.int64)


def _adjacency(graph: Graph) -> tuple[list[int], list[int], list[float]]:
    """Where each node's edges begin, and of each the node beside and the weight."""
    both = np.concatenate([graph.ones, graph.others])
    order = np.argsort(both, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(both, minlength=graph.nodes))])
    beside = np.concatenate([graph.others, graph.ones])[order]
    weights = np.concatenate([graph.weights, graph.weights])[order]
    return starts.tolist(), beside.tolist(), weights.tolist()


def _connected(nodes: int, ones: Labels, others: Labels) -> Labels:
    """The least node that each hangs together with."""
    least = np.arange(nodes)
    while True:
        after = least.copy()
        np.minimum.at(after, ones, least[others])
        np.minimum.at(after, others, least[ones])
        after = after[after]
        if np.array_equal(after, least):
            return least
        least = after


def _joined(graph: Graph, labels: Labels, count: int) -> Graph:
    """Communities as nodes; what lies within one is settled, for it stays together."""
    ones, others = labels[graph.ones], labels[graph.others]
    between = ones != others
    low = np.minimum(ones[between], others[between])
    high = np.maximum(ones[between], others[between])
    pairs, place = np.unique(low * count + high, return_inverse=True)
    weights = _summed(place, graph.weights[between], len(pairs))
    return Graph(nodes=count, ones=pairs // count, others=pairs % count, weights=weights)


def _summed(place: Labels, values: Values, count: int) -> Values:
    return np.bincount(place, values, count).astype(np.float64)


def _numbered(labels: Labels) -> Labels:
    found, first, place = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(found), np.int64)
    number[np.argsort(first, kind="stable")] = np.arange(len(found))
    return number[place]
