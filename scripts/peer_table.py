"""What the trials found, as figures with intervals and as Markdown.

Intervals are percentile bootstraps over questions; differences are paired, question by question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from answer.metrics import Estimate, mean, recall_at, reciprocal_rank

OURS = "tradewind"
TITLES: dict[str, str] = {
    "tradewind": "Tradewind",
    "haystack": "Haystack",
    "haystack-rrf": "Haystack, RRF",
    "txtai": "txtai",
    "hybrid": "plain hybrid",
    "e5": "plain e5",
    "bm25s": "bm25s",
    "bm25s-bigrams": "bm25s, bigrams",
}
"""The rows that trials give, in the order of the table's columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One system on one group of questions."""

    group: str
    system: str
    mrr_at_10: Estimate
    recall_at_10: Estimate
    ours_ahead_by: Estimate
    """Tradewind's MRR@10 less this system's; of no questions where Tradewind was not measured."""

    @property
    def beats_us(self) -> bool:
        """Whether this system is ahead by more than chance explains."""
        return self.ours_ahead_by.high < 0.0

    @property
    def is_beaten(self) -> bool:
        """Whether Tradewind is ahead by more than chance explains."""
        return self.ours_ahead_by.low > 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one system takes over all sets."""

    system: str
    sets: int
    chunks: int
    load_seconds: float
    index_seconds: float
    p50_milliseconds: float
    p95_milliseconds: float
    peak_mib: float


def rank_of_gold(documents: Sequence[str], gold: Sequence[str]) -> int:
    """1-based rank of the first gold document, 0 for none."""
    return next((n for n, name in enumerate(documents, start=1) if name in gold), 0)


def measured(group: str, ranks: Mapping[str, Sequence[int]]) -> list[Measured]:
    """Every system's figures on one group; ``ranks`` are by system, in the questions' order."""
    gains = {
        system: np.array([reciprocal_rank(rank) for rank in found])
        for system, found in ranks.items()
    }
    ours = gains.get(OURS)
    return [
        Measured(
            group=group,
            system=system,
            mrr_at_10=mean(list(gains[system])),
            recall_at_10=mean([recall_at(rank, 10) for rank in found]),
            ours_ahead_by=mean(list(ours - gains[system]) if ours is not None else []),
        )
        for system, found in ranks.items()
    ]


def quality_table(rows: Sequence[Measured], *, recall: bool = False) -> str:
    """Markdown: groups down, systems across, the best of a line in bold."""
    systems = [name for name in TITLES if any(row.system == name for row in rows)]
    lines = _head(["questions", "n", *(TITLES[name] for name in systems)])
    for group in dict.fromkeys(row.group for row in rows):
        here = {row.system: row for row in rows if row.group == group}
        figures = {
            name: row.recall_at_10 if recall else row.mrr_at_10 for name, row in here.items()
        }
        best = max(round(figure.value, 3) for figure in figures.values())
        cells = [group, str(max(figure.count for figure in figures.values()))]
        for name in systems:
            figure = figures.get(name)
            if figure is None:
                cells.append("")
                continue
            text = f"{figure.value:.3f}"
            bold = f"**{text}**" if round(figure.value, 3) == best else text
            cells.append(f"{bold} [{figure.low:.2f}, {figure.high:.2f}]")
        lines.append(_line(cells))
    return "\n".join(lines)


def difference_table(rows: Sequence[Measured]) -> str:
    """Markdown: Tradewind's MRR@10 less each peer's, paired; bold where it is a loss."""
    peers = [name for name in TITLES if name != OURS and any(row.system == name for row in rows)]
    lines = _head(["Tradewind less …", *(TITLES[name] for name in peers)])
    for group in dict.fromkeys(row.group for row in rows):
        here = {row.system: row for row in rows if row.group == group}
        cells = [group]
        for name in peers:
            figure = here[name].ours_ahead_by if name in here else None
            if figure is None or not figure.count:
                cells.append("")
                continue
            text = f"{figure.value:+.3f} [{figure.low:+.2f}, {figure.high:+.2f}]"
            cells.append(f"**{text}**" if figure.value < 0.0 else text)
        lines.append(_line(cells))
    return "\n".join(lines)


def cost_table(costs: Sequence[Cost]) -> str:
    """Markdown: one line a system."""
    lines = _head(
        ["system", "sets", "index s", "chunks/s", "query p50 ms", "p95 ms", "peak MiB", "load s"]
    )
    for name in TITLES:
        for cost in costs:
            if cost.system == name:
                figures = [
                    str(cost.sets),
                    f"{cost.index_seconds:.1f}",
                    f"{cost.chunks / max(cost.index_seconds, 1e-9):,.0f}",
                    f"{cost.p50_milliseconds:.1f}",
                    f"{cost.p95_milliseconds:.1f}",
                    f"{cost.peak_mib:,.0f}",
                    f"{cost.load_seconds:.1f}",
                ]
                lines.append(_line([TITLES[name], *figures]))
    return "\n".join(lines)


def verdict(rows: Sequence[Measured]) -> str:
    """One line a peer: on how many groups Tradewind is ahead, level or behind, losses by name."""
    lines = []
    for name, title in TITLES.items():
        theirs = [row for row in rows if row.system == name and row.ours_ahead_by.count]
        if name == OURS or not theirs:
            continue
        won = sum(row.is_beaten for row in theirs)
        lost = [row.group for row in theirs if row.beats_us]
        behind = [row.group for row in theirs if row.ours_ahead_by.value < 0.0 and not row.beats_us]
        line = f"- against {title}: ahead on {won} of {len(theirs)}, behind on {len(lost)}"
        line += f" ({', '.join(lost)})" if lost else ""
        line += f", too close to tell on {len(theirs) - won - len(lost)}"
        line += f", there with a lower figure on {', '.join(behind)}" if behind else ""
        lines.append(line)
    return "\n".join(lines)


def _head(titles: Sequence[str]) -> list[str]:
    return [_line(titles), _line(["---"] * len(titles))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
