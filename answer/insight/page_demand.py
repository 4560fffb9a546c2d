"""What was asked on pages → how likely each thing is asked on a page. Pure.

Expected counts, smoothed from the narrow to the wide: a page trusts its own visitors as far as it
has any, and for the rest those of its product's pages, of the product's family, of the company, and
at last what a search for the page finds. (Hierarchical Dirichlet smoothing: MacKay & Bauman Peto
1995, "A hierarchical Dirichlet language model".) Nothing is learnt from fewer than three askers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

K_ANONYMOUS = 3
"""Different askers, below which nobody learns what was asked: not of a page, nor of any level."""
TRUST = 12.0
"""As many expected questions weigh as much as all that the wider level says."""

MOST_BELIEVED = {"company": 0.25, "family": 0.5}
"""However much was asked elsewhere, a search for the page itself knows it better."""

Level = tuple[str, str]
COMPANY: Level = ("company", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOnPage:
    """One question that somebody asked."""

    group: str
    """What it is answered by, whatever the language."""
    weight: float
    """How probable it is that it is: 1 where it was answered."""
    asker: str
    """Whose it is; empty: nobody knows, and all of these count as one."""
    page: str = ""
    product: str = ""
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Expected counts by level and group, of what enough people asked."""

    counts: Mapping[Level, Mapping[str, float]] = field(default_factory=dict)

    def probabilities(
        self,
        *,
        page: str = "",
        product: str = "",
        families: Sequence[str] = (),
        prior: Mapping[str, float],
        trust: float = TRUST,
    ) -> dict[str, float]:
        """How likely each group is asked there; ``prior`` sums to at most 1, and so do they."""
        found = dict(prior)
        for level in _levels(page, product, families):
            counts = self.counts.get(level)
            if not counts or not sum(counts.values()):
                continue
            total = sum(counts.values())
            share = min(total / (total + trust), MOST_BELIEVED.get(level[0], 1.0))
            found = {
                group: share * counts.get(group, 0.0) / total + (1 - share) * found.get(group, 0.0)
                for group in {*counts, *found}
            }
        return found


def learn_demand(asked: Iterable[AskedOnPage]) -> Demand:
    """The demand that can be told without telling what anybody asked."""
    weights: dict[Level, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    askers: dict[Level, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in asked:
        for level in _levels(one.page, one.product, one.families):
            weights[level][one.group] += one.weight
            askers[level][one.group].add(one.asker)
    return Demand(
        {
            level: kept
            for level, groups in weights.items()
            if (
                kept := {
                    group: weight
                    for group, weight in groups.items()
                    if len(askers[level][group]) >= K_ANONYMOUS
                }
            )
        }
    )


def _levels(page: str, product: str, families: Sequence[str]) -> tuple[Level, ...]:
    """From the widest to the narrowest."""
    return (
        COMPANY,
        *(("family", family) for family in families),
        *((("product", product.casefold()),) if product else ()),
        *((("page", page),) if page else ()),
    )
