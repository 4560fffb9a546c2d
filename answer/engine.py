"""Message → reply. CONDUCTOR.

``split → (examine → put in words → phrase → explain) for each question → join``
"""

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from answer.caveats import caveats
from answer.courtesies import manner_for, with_courtesies
from answer.decide import Decision
from answer.examination import Examination
from answer.examine import EngineSettings as EngineSettings
from answer.examine import Examiner, FindRisks
from answer.explain_reply import explain_reply
from answer.join_parts import choose_drafts, join_examinations, join_parts
from answer.judge import ConfidenceModel
from answer.locale.manner import Manner
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook
from answer.notices import with_notices
from answer.phrase_reply import phrase_reply
from answer.prepare import RewriteFollowUp
from answer.put_in_words import PutInWords
from answer.question import SMALL_TALK, PreparedQuestion, Question
from answer.reply import (
    Advice,
    Answer,
    Caveat,
    Citation,
    Handoff,
    Reply,
    Statement,
    ThresholdSource,
)
from answer.reply_for_market import reply_for_market
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.split_questions import asked_words, searched_text, split_questions
from answer.terms import TermBase
from index.search import Searcher
from ingest.language import same_language

Promise = Callable[[Handoff, PreparedQuestion, datetime], datetime | None]
"""A hand-off, its question and now → by when a person replies; None where no clock is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One question of a message."""

    words: str
    """The customer's own, to be quoted."""
    prepared: PreparedQuestion


class AnswerEngine:
    """Replies from whatever release is current when the question arrives. Safe for many threads."""

    def __init__(
        self,
        *,
        searcher: Callable[[], Searcher],
        model: ConfidenceModel,
        phrases: PhraseBook,
        settings: EngineSettings,
        terms: TermBase | None = None,
        put_in_words: PutInWords | None = None,
        markets: MarketBook | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        find_risks: FindRisks | None = None,
        promise: Promise | None = None,
        rewrite: RewriteFollowUp | None = None,
    ) -> None:
        """``searcher`` gives the current one; a question keeps the one it started with.

        ``now`` is the moment from which a person's reply is expected, by when ``promise`` tells
        where the desk keeps a clock of it. ``find_risks`` tells what a message holds that a person
        has to answer. ``rewrite`` makes follow-ups standalone where the rules alone shall not.
        """
        self._searcher = searcher
        self._phrases = phrases
        self._put_in_words = put_in_words or PutInWords()
        self._markets = markets or MarketBook()
        self._now = now
        self._promise = promise
        self._examiner = Examiner(
            model=model,
            phrases=phrases,
            settings=settings,
            terms=terms,
            markets=self._markets,
            find_risks=find_risks,
            rewrite=rewrite,
        )

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        """An ``Answer``, a ``Clarify`` or a ``Handoff``, always with a text to show.

        ``prepared`` is the question as ``prepare`` gave it, where that was done already;
        ``progress`` is told before the search, and before the draft is put in words.

        Raises ``QuestionInvalid`` for a question that cannot be taken, ``IndexMissing`` before the
        first release.
        """
        started = time.perf_counter()
        searcher = self._searcher()
        deadline = self._put_in_words.deadline()
        prepared = prepared or self._examiner.prepare(question, searcher)
        progress.searching(prepared)
        parts = self._parts(question, searcher, prepared)
        examined = [self._examined(part.prepared, searcher) for part in parts]
        progress.found(_quoted(examined))
        decided = [self._worded(one, searcher, deadline) for one in examined]
        replies = [self._replied(one, searcher, is_part=len(parts) > 1) for one in decided]
        return self._whole(replies, parts, started)

    def examine(self, question: Question) -> Examination:
        """The draft, everything its confidence was judged from, and what follows from it."""
        searcher = self._searcher()
        parts = self._parts(question, searcher)
        examined = [self._examiner.examine(part.prepared, searcher) for part in parts]
        if len(parts) == 1:
            return examined[0]
        return join_examinations(examined, prepared=self._examiner.prepare(question, searcher))

    def advise(
        self,
        question: Question,
        *,
        count: int = 3,
        reader: str = "",
        prepared: PreparedQuestion | None = None,
    ) -> Advice:
        """For an agent, from one look at the documents: what ``reply`` gives, and up to ``count``
        replies to choose from, best first, each from other evidence.

        ``reader`` is the agent's language, in which each of these has its gist; empty: none has.
        Several questions of a message are drafted one by one; those without any draft are left out.
        Raises as ``reply`` does.
        """
        started = time.perf_counter()
        searcher = self._searcher()
        deadline = self._put_in_words.deadline()
        prepared = prepared or self._examiner.prepare(question, searcher)
        parts = self._parts(question, searcher, prepared)
        examined = [self._examiner.examine(part.prepared, searcher) for part in parts]
        sent = [self._worded(self._as_sent(one), searcher, deadline) for one in examined]
        replies = [self._replied(one, searcher, is_part=len(parts) > 1) for one in sent]
        automatic = self._whole(replies, parts, started)
        suggested = self._suggested(parts, examined, sent, searcher, deadline, count=count)
        return Advice(
            automatic=automatic,
            suggested=suggested,
            gists=tuple(self._gist(one, reader, prepared, searcher) for one in suggested),
        )

    def prepare(self, question: Question) -> PreparedQuestion:
        """The question as it will be searched in the current release."""
        return self._examiner.prepare(question, self._searcher())

    def budget(self, question: Question) -> float:
        """The share of wrong automatic answers allowed where this question comes from."""
        return self._examiner.budget(question)

    def threshold(self, question: Question) -> float:
        """The probability from which a draft is sent as this question's answer."""
        return self._examiner.threshold(question)

    def threshold_source(self, question: Question) -> ThresholdSource:
        """Whether that threshold is certified on the company's own judgements."""
        return self._examiner.threshold_source(question)

    def _parts(
        self, question: Question, searcher: Searcher, prepared: PreparedQuestion | None = None
    ) -> tuple[_Part, ...]:
        """The questions in order; the message itself where it asks but one, or nothing."""
        message = question.question
        prepared = prepared or self._examiner.prepare(question, searcher)
        if prepared.intent != "question" or prepared.for_a_person:
            return (_Part(words=message, prepared=prepared),)
        identify = searcher.register(question.audience).identify
        parts = split_questions(message, language=prepared.language, identify=identify)
        if len(parts) == 1:
            return (_Part(words=message, prepared=prepared),)
        alone = dataclasses.replace(question, language=prepared.language)
        asked = [
            dataclasses.replace(alone, question=searched_text(message, part)) for part in parts
        ]
        return tuple(
            _Part(words=asked_words(message, part), prepared=self._examiner.prepare(one, searcher))
            for part, one in zip(parts, asked, strict=True)
        )

    def _suggested(
        self,
        parts: Sequence[_Part],
        examined: Sequence[Examination],
        sent: Sequence[Examination],
        searcher: Searcher,
        deadline: float,
        *,
        count: int,
    ) -> tuple[Answer, ...]:
        started = time.perf_counter()
        drafts = [
            self._drafts(one, same, searcher, deadline, count=count, is_part=len(parts) > 1)
            for one, same in zip(examined, sent, strict=True)
        ]
        drafted = [(part, made) for part, made in zip(parts, drafts, strict=True) if made]
        if not drafted:
            return ()
        if len(parts) == 1:
            replies = [self._whole([one], parts, started) for one in drafts[0]]
        else:
            of_parts = [part for part, _ in drafted]
            chosen = choose_drafts([made for _, made in drafted], count=count)
            replies = [self._joined(one, of_parts, started) for one in chosen]
        suggested = [reply for reply in replies if isinstance(reply, Answer)]
        return tuple(sorted(suggested, key=lambda answer: -answer.confidence.value))

    def _drafts(
        self,
        examined: Examination,
        sent: Examination,
        searcher: Searcher,
        deadline: float,
        *,
        count: int,
        is_part: bool,
    ) -> tuple[Answer, ...]:
        """Drafts of one question as if each were sent, best first, no two from one passage.

        ``sent`` is the first of them in words, where that is what the question is replied to with.
        """
        drafts: list[Reply] = []
        said: set[Statement] = set()
        found = examined.evidence
        left = found.passages
        drafted = dataclasses.replace(examined, decision=Decision(kind="answer"))
        while drafted.draft.statements:
            # another language's passage may be quoted in the words of the same translation
            if not said.issuperset(drafted.draft.statements):
                is_sent = not said and sent.decision.kind == "answer"
                worded = (
                    dataclasses.replace(drafted, draft=sent.draft)
                    if is_sent
                    else self._worded(drafted, searcher, deadline)
                )
                drafts.append(self._replied(worded, searcher, is_suggestion=True, is_part=is_part))
            left = tuple(one for one in left if one not in drafted.draft.used)
            if not left or len(drafts) == count:
                break
            said.update(drafted.draft.statements)
            rest = dataclasses.replace(found, passages=left)
            # a second choice has the first for a rival
            further = self._examiner.draft(examined.prepared, rest, searcher, beside=found)
            drafted = dataclasses.replace(
                drafted, draft=further.draft, confidence=further.confidence
            )
        answers = [draft for draft in drafts if isinstance(draft, Answer)]
        return tuple(sorted(answers, key=lambda answer: -answer.confidence.value))

    def _gist(
        self, reply: Answer, reader: str, prepared: PreparedQuestion, searcher: Searcher
    ) -> str:
        """What a reply says in the documents' own words; empty where it is in the reader's
        language already, and where a document has no translation."""
        if not reader or same_language(reply.language, reader):
            return ""
        return self._examiner.read_in(reply.statements, reader, prepared, searcher)

    def _examined(self, prepared: PreparedQuestion, searcher: Searcher) -> Examination:
        """What to reply: small talk needs no look at the documents.

        A wish for a person does: whoever takes over has a draft, if the message asks anything.
        """
        if prepared.intent in SMALL_TALK:
            return self._examiner.without_search(prepared)
        return self._examiner.examine(prepared, searcher)

    def _as_sent(self, examined: Examination) -> Examination:
        """What is replied to a question that was looked up though it may be small talk."""
        if examined.prepared.intent in SMALL_TALK:
            return self._examiner.without_search(examined.prepared)
        return examined

    def _worded(self, examined: Examination, searcher: Searcher, deadline: float) -> Examination:
        """What is sent, in the words that it is sent in."""
        return self._put_in_words(examined, searcher, deadline=deadline)

    def _replied(
        self,
        examined: Examination,
        searcher: Searcher,
        *,
        is_part: bool,
        is_suggestion: bool = False,
    ) -> Reply:
        """The reply in the customer's language, with the lines that say why; not yet timed."""
        examiner, prepared, draft = self._examiner, examined.prepared, examined.draft
        choices, noted = self._choices(examined, searcher), self._caveats(examined, searcher)
        manner = self._manner(prepared)
        lines = explain_reply(
            examined,
            model=examiner.model,
            max_wrong_share=self.budget(prepared.question),
            choices=choices,
            caveats=noted,
            is_suggestion=is_suggestion,
            value_of=lambda found: examiner.judged(found, prepared).value,
            signals_of=lambda asked, found: examiner.signals(asked, found, draft, searcher),
            value_with=lambda found: examiner.examine(prepared, searcher, found=found).capped.value,
        )
        reply = phrase_reply(
            examined,
            choices=choices,
            caveats=noted,
            language=prepared.reply_language,
            release=searcher.release.manifest.release,
            phrases=self._phrases,
            manner=manner,
            is_part=is_part,
        )
        now = prepared.question.asked_at or self._now()
        reply = reply_for_market(
            reply,
            prepared=prepared,
            market=self._markets.find(prepared.question.market),
            find_document=searcher.document,
            phrases=self._phrases,
            now=now,
            manner=manner,
            due_at=self._due_at(reply, prepared, now),
        )
        return dataclasses.replace(reply, explanation=lines)

    def _due_at(self, reply: Reply, prepared: PreparedQuestion, now: datetime) -> datetime | None:
        if self._promise is None or not isinstance(reply, Handoff):
            return None
        return self._promise(reply, prepared, now)

    def _whole(self, replies: Sequence[Reply], parts: Sequence[_Part], started: float) -> Reply:
        """The reply to a message, whether it asks one question or several."""
        if len(parts) > 1:
            return self._joined(replies, parts, started)
        return self._closed(_timed(replies[0], started), parts[0].prepared)

    def _joined(self, replies: Sequence[Reply], parts: Sequence[_Part], started: float) -> Reply:
        """One reply to several questions, with the time it took."""
        joined = join_parts(
            replies,
            questions=[part.words for part in parts],
            phrases=self._phrases,
            took_ms=_milliseconds(started),
            manner=self._manner(parts[0].prepared),
        )
        return self._closed(joined, parts[0].prepared)

    def _closed(self, reply: Reply, prepared: PreparedQuestion) -> Reply:
        """The whole message with what stands below it."""
        manner = self._manner(prepared)
        return with_courtesies(with_notices(reply), manner=manner, phrases=self._phrases)

    def _manner(self, prepared: PreparedQuestion) -> Manner:
        return manner_for(prepared, markets=self._markets, phrases=self._phrases)

    def _caveats(self, examined: Examination, searcher: Searcher) -> tuple[Caveat, ...]:
        """What an answer is sent with, by the facts of the documents it quotes."""
        if examined.decision.kind != "answer":
            return ()
        cited = dict.fromkeys(
            citation.document for made in examined.draft.statements for citation in made.citations
        )
        documents = [document for document in map(searcher.document, cited) if document]
        return caveats(
            examined,
            [document.facts for document in documents],
            catalogue=searcher.register(examined.prepared.question.audience).catalogue,
        )

    def _choices(self, examined: Examination, searcher: Searcher) -> tuple[str, ...]:
        """The choices of a question back as the documents write them, each once."""
        decision = examined.decision
        if decision.about != "did_you_mean":
            return decision.choices
        register = searcher.register(examined.prepared.question.audience)
        return tuple(dict.fromkeys(map(register.written_form, decision.choices)))


def _quoted(examined: Sequence[Examination]) -> tuple[Citation, ...]:
    """What the reply will cite, each once; nothing where any of it is handed over."""
    if any(one.decision.kind == "handoff" for one in examined):
        return ()
    answered = [one for one in examined if one.decision.kind == "answer"]
    cited = (
        citation for one in answered for made in one.draft.statements for citation in made.citations
    )
    return tuple(dict.fromkeys(cited))


def _timed(reply: Reply, started: float) -> Reply:
    return dataclasses.replace(reply, took_ms=_milliseconds(started))


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
