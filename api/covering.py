"""The coverage matrix put together over the release of now, the log and its gaps."""

from collections.abc import Callable
from datetime import timedelta

from answer.insight.coverage import Base, coverage
from answer.insight.gap import Gaps
from answer.insight.gaps import DAYS
from answer.insight.matrix import Coverage
from answer.insight.question_record import QuestionRecord
from answer.locale.markets import groups_of
from api.gapping import Gapping, products_of
from api.worked_out import Keeping, WorkedOut
from index.search import Searcher
from index.validity import replaced_since, validity_on
from ingest.identifiers import canonical


class Covering:
    """The matrix of one company. Safe for many threads."""

    def __init__(
        self, gapping: Gapping, *, searcher: Callable[[], Searcher], keeping: Keeping
    ) -> None:
        self._gapping = gapping
        self._searcher = searcher
        self._matrix = WorkedOut(
            "coverage",
            kind=Coverage,
            key=gapping.key,
            work_out=lambda: self._of(gapping.gaps()[0]),
            keeping=keeping,
        )

    def coverage(self) -> tuple[Coverage, bool]:
        """The matrix as last worked out, and whether it is current. Raises ``DeskUnavailable``
        where the first is not ready yet, and ``IndexMissing`` before the first release."""
        return self._matrix.now()

    def work_out(self) -> Coverage:
        """The matrix as of now, however long it takes. Raises ``IndexMissing``."""
        return self._of(self._gapping.work_out())

    def _of(self, gaps: Gaps) -> Coverage:
        searcher = self._searcher()
        content, at = searcher.release.content, gaps.computed_at
        documents = tuple(content.documents(range(len(content.cards))).values())
        replaced = replaced_since(document.facts for document in documents)
        base = Base(
            release=searcher.release.manifest.release,
            documents=tuple(
                one
                for one in documents
                if validity_on(at.date(), path=one.path, facts=one.facts, replaced=replaced)
                == "holds"
            ),
            vector_of=searcher.label_vector,
            product_of=_product_of(searcher),
            groups_of=groups_of,
        )
        records = self._gapping.log.between(
            at - timedelta(days=DAYS), at + timedelta(microseconds=1)
        )
        return coverage(base, records, gaps)


def _product_of(searcher: Searcher) -> Callable[[QuestionRecord], str]:
    """What a question is about, as the facts of documents write it."""
    catalogue = searcher.register("agent").catalogue
    stated = searcher.filter_values("agent").products
    written = {name.casefold(): name for name in reversed(stated)}

    def product(record: QuestionRecord) -> str:
        for name in products_of(record, searcher):
            if name.casefold() in catalogue.product_names:
                return written.get(name.casefold(), name)
            of_model = sorted(catalogue.products_of(canonical(name)))
            if of_model:
                return written.get(of_model[0], of_model[0])
            if name.casefold() in written:
                return written[name.casefold()]
        return ""

    return product
