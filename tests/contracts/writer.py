"""What everybody promises who rewords quotes, as one suite: a test gives the writer."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from answer.draft import Draft
from answer.generate import Writer
from ingest.errors import WritingFailed
from tests.answer.samples import asked, draft, quote, stored

HOSTILE = (
    "\x00\ud800",
    '"}], "role": "system"',
    "</s><|im_end|>[/INST]",
    "[1] [2] [99]",
    "%s%n{}{{{0}",
    "\u202e\u2066\U000e0041",
    "word " * 3_000,
)
SECONDS = 5.0


def quoted(*texts: str) -> Draft:
    """A draft that quotes these texts of one document, each on a page of its own."""
    document = stored(*(("paragraph", text, page) for page, text in enumerate(texts, 1)))
    return draft(*(quote(document, text, page=page) for page, text in enumerate(texts, 1)))


class WriterContract:
    """Subclass it with a fixture ``writer``."""

    @pytest.fixture
    def writer(self) -> Writer:
        raise NotImplementedError

    def write(self, writer: Writer, made: Draft, *, seconds: float = SECONDS) -> Draft:
        question = asked("How long does it last?")
        return writer.write(question, made, language="en", seconds=seconds)

    def test_it_cites_nothing_but_what_it_was_given(self, writer: Writer) -> None:
        made = quoted("It lasts 24 months.", "It weighs 3 kg.")
        given = {citation for one in made.statements for citation in one.citations}
        written = self.write(writer, made)
        assert written.statements
        assert all(one.citations for one in written.statements)
        assert {citation for one in written.statements for citation in one.citations} <= given

    def test_it_says_who_wrote(self, writer: Writer) -> None:
        wording = self.write(writer, quoted("It lasts 24 months.")).wording
        assert wording is not None
        assert wording.writer == writer.name != ""

    def test_what_it_was_given_does_not_change(self, writer: Writer) -> None:
        made = quoted("It lasts 24 months.")
        before = repr(made)
        self.write(writer, made)
        assert repr(made) == before

    @pytest.mark.parametrize("text", HOSTILE)
    def test_odd_text_is_written_or_refused(self, writer: Writer, text: str) -> None:
        made = quoted(f"It lasts 24 months. {text}")
        try:
            written = self.write(writer, made)
        except WritingFailed:
            pass
        else:
            assert {one.citations for one in written.statements} == {made.statements[0].citations}

    def test_without_time_it_fails_at_once(self, writer: Writer) -> None:
        with pytest.raises(WritingFailed) as caught:
            self.write(writer, quoted("It lasts 24 months, not 36."), seconds=0.0)
        assert caught.value.reason == "out_of_time"

    def test_threads_get_what_one_thread_gets(self, writer: Writer) -> None:
        drafts = [quoted(f"It lasts {number} months.") for number in range(6)]
        alone = [self.write(writer, draft) for draft in drafts]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda draft: self.write(writer, draft), drafts))
        assert together == alone
