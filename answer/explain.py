"""Five lines that say why: source, probability, vetoes, what would raise it, decision. Pure.

For agents and leads, in English; each line has a code and its values, so that a client can say it
in another language. Customers never get them: they name drafts and documents that may not answer.
"""

from collections import Counter
from collections.abc import Sequence

from answer.draft import Contradiction, Place, Vetoed, VetoReason
from answer.explanation_words import (
    CAVEATS,
    CHANGES,
    COUNTED_VETOES,
    HANDOFFS,
    NEXT_STEPS,
    PROBABILITIES,
    RETRIEVERS,
    THRESHOLDS,
    listed,
    ordinal,
    percent,
    short,
)
from answer.judge import Contribution
from answer.reply import Caveat, ExplanationLine
from answer.telling_signals import said, telling
from answer.what_if import Case, WhatIf
from index.passage import Passage

CHANGES_TOLD = 2


def explain(
    case: Case, *, contributions: Sequence[Contribution], changes: Sequence[WhatIf]
) -> tuple[ExplanationLine, ...]:
    """The lines in the order of the module's first line; two where nothing was looked up."""
    if case.prepared.wants_person or case.prepared.intent != "question":
        return (
            ExplanationLine(code="source.not_searched", text="Nothing was looked up."),
            _decision(case),
        )
    return (
        _source(case),
        _probability(case, contributions),
        _vetoes(case),
        _changes(case, changes),
        _decision(case),
    )


def _source(case: Case) -> ExplanationLine:
    if not case.draft.statements or not case.draft.used:
        found = len(case.evidence.passages)
        text = f"Nothing is quoted: {found} passages may answer, none gives a quote that holds."
        if not found:
            text = "Nothing is quoted: no passage that may answer was found."
        return ExplanationLine(
            code="source.none", text=text, values=(("usable_passages", float(found)),)
        )
    best = case.draft.used[0]
    citation = case.draft.statements[0].citations[0]
    page = citation.page_label or (str(citation.page) if citation.page else "")
    place = [short(citation.document), *([f"page {page}"] if page else [])]
    if citation.heading_path:
        place.append(f"“{short(' › '.join(citation.heading_path))}”")
    hits = [f"{RETRIEVERS[hit.retriever]} ({ordinal(hit.rank)})" for hit in best.hits]
    sent = case.decision is None or case.decision.kind == "answer"
    text = f"{'Quotes' if sent else 'The draft, not sent, quotes'} {', '.join(place)}"
    if hits:
        text += f"; found by {listed(hits)}"
    return ExplanationLine(
        code="source.quoted" if sent else "source.draft",
        text=f"{text}; {_holds_for(best)}.",
        values=(
            ("document", citation.document),
            ("page", page),
            ("heading", " › ".join(citation.heading_path)),
            ("retrievers", tuple(hit.retriever for hit in best.hits)),
            ("ranks", tuple(float(hit.rank) for hit in best.hits)),
            ("models", best.facts.models),
            ("markets", best.facts.markets),
        ),
    )


def _holds_for(passage: Passage) -> str:
    facts = passage.facts
    models = f"for {listed(facts.models)}" if facts.models else "for any model"
    markets = f"in {listed(facts.markets)}" if facts.markets else "in every market"
    until = f" until {facts.valid_to.isoformat()}" if facts.valid_to else ""
    if not facts.models and not facts.markets:
        return f"it is limited to no model and no market{' and holds' if until else ''}{until}"
    return f"it holds {models} {markets}{until}"


def _probability(case: Case, contributions: Sequence[Contribution]) -> ExplanationLine:
    value, judged, threshold = case.value, case.judged.value, case.judged.threshold
    for_it, against_it = telling(contributions)
    text = f"{percent(value, beside=threshold)} likely right"
    if value < judged:
        text += f", set by a rule (the signals alone say {percent(judged, beside=threshold)})"
    text += (
        f"; sent by itself from {percent(threshold, beside=value)} on, for at most "
        f"{percent(case.max_wrong_share)} wrong {THRESHOLDS[case.judged.threshold_source]}."
    )
    if for_it:
        text += f" For it: {'; '.join(said(one) for one in for_it)}."
    if against_it:
        text += f" Against it: {'; '.join(said(one) for one in against_it)}."
    return ExplanationLine(
        code="probability.set_by_rule" if value < judged else "probability.by_signals",
        text=text,
        values=(
            ("value", value),
            ("judged", judged),
            ("threshold", threshold),
            ("max_wrong_share", case.max_wrong_share),
            ("threshold_source", case.judged.threshold_source),
            ("raised_by", tuple(one.speaker.name for one in for_it)),
            ("raised_shares", tuple(round(one.share, 3) for one in for_it)),
            ("lowered_by", tuple(one.speaker.name for one in against_it)),
            ("lowered_shares", tuple(round(one.share, 3) for one in against_it)),
        ),
    )


def _vetoes(case: Case) -> ExplanationLine:
    vetoed = case.evidence.vetoed
    aside = len(case.evidence.set_aside)
    also = f" {aside} stretches about other models were left out." if aside else ""
    found = case.draft.contradictions or case.draft.left_out
    kind = "Contradicted" if case.draft.contradictions else "Left out of the draft"
    also += f" {kind}: {_two_values(found[0])}" if found else ""
    told = _contradicted_values(found[0]) if found else ()
    if not vetoed:
        text = f"No passage was vetoed.{also}"
        return ExplanationLine(
            code="vetoes.none", text=text, values=(("set_aside", float(aside)), *told)
        )
    counts: Counter[VetoReason] = Counter(one.reason for one in vetoed)
    counted = listed([f"{count} {COUNTED_VETOES[name]}" for name, count in counts.most_common()])
    nearest = case.deciding_veto or max(vetoed, key=lambda one: one.passage.score)
    noun = "passage" if len(vetoed) == 1 else "passages"
    which = "It decided" if case.deciding_veto else "The nearest"
    return ExplanationLine(
        code="vetoes.some",
        text=(
            f"{len(vetoed)} {noun} vetoed: {counted}. {which}: "
            f"{short(nearest.passage.document)}, {_veto_in_full(nearest)}.{also}"
        ),
        values=(
            ("reasons", tuple(counts)),
            ("counts", tuple(float(count) for count in counts.values())),
            ("document", nearest.passage.document),
            ("reason", nearest.reason),
            ("set_aside", float(aside)),
            *told,
        ),
    )


def _two_values(found: Contradiction) -> str:
    """Both values, and where each stands."""
    return (
        f"{_where(found.this)} says “{short(found.this.value)}”, "
        f"{_where(found.other)} says “{short(found.other.value)}”."
    )


def _where(place: Place) -> str:
    page = place.page_label or (str(place.page) if place.page else "")
    return short(place.passage.document) + (f", page {page}," if page else "")


def _contradicted_values(found: Contradiction) -> tuple[tuple[str, tuple[str, ...]], ...]:
    places = (found.this, found.other)
    return (
        ("contradicting_values", tuple(place.value for place in places)),
        ("contradicting_documents", tuple(place.passage.document for place in places)),
        ("contradicting_quotes", tuple(place.quote for place in places)),
    )


def _veto_in_full(vetoed: Vetoed) -> str:
    facts = vetoed.passage.facts
    if vetoed.reason == "expired" and facts.valid_to:
        return f"expired after {facts.valid_to.isoformat()}"
    if vetoed.reason == "not_yet_valid" and facts.valid_from:
        return f"holds only from {facts.valid_from.isoformat()}"
    if vetoed.reason == "other_market":
        return f"only for {listed(facts.markets)}"
    if vetoed.reason == "wrong_model" and facts.models:
        return f"stated for {listed(facts.models)}, here about another than is asked for"
    return COUNTED_VETOES[vetoed.reason]


def _changes(case: Case, changes: Sequence[WhatIf]) -> ExplanationLine:
    if not changes:
        if case.value >= case.judged.threshold:
            return ExplanationLine(code="raise.not_needed", text="Nothing more is needed.")
        return ExplanationLine(
            code="raise.unknown",
            text="Nothing that can be told beforehand would raise the probability.",
        )
    told = changes[:CHANGES_TOLD]
    threshold = case.judged.threshold
    parts = []
    for one in told:
        if one.value is None:
            parts.append(f"looked up anew with {_change(one, case)}")
            continue
        enough = ", enough to be sent" if one.value >= threshold > case.value else ""
        rounded = percent(one.value, beside=threshold)
        parts.append(
            PROBABILITIES[one.change].format(rounded) + f" with {_change(one, case)}{enough}"
        )
    return ExplanationLine(
        code="raise.by",
        text=f"Would be {'; '.join(parts)}.",
        values=(
            ("changes", tuple(one.change for one in told)),
            ("probabilities", tuple(one.value for one in told if one.value is not None)),
            ("names", tuple(", ".join(one.names) for one in told)),
        ),
    )


def _change(one: WhatIf, case: Case) -> str:
    if one.change == "renewed" and case.deciding_veto:
        reason = case.deciding_veto.reason
        asked = listed([found.text for found in case.prepared.identifiers]) or "what is asked"
        return CHANGES[reason].format(
            document=short(one.names[0]),
            day=case.prepared.as_of.isoformat(),
            market=case.prepared.question.market,
            asked=short(asked),
        )
    language = one.names[0] if one.names else ""
    document = short(one.names[-1]) if one.names else ""
    return CHANGES[one.change].format(
        names=listed(one.names, last="and" if one.change == "reconciled" else "or"),
        language=language,
        document=document,
    )


def _said_with(caveats: Sequence[Caveat]) -> str:
    """What the answer says of how far it holds; nothing where it says nothing."""
    said = [
        CAVEATS[one.code].format(names=listed(list(map(short, one.names))), until=one.until)
        for one in caveats
    ]
    return f" It says that {listed(said)}." if said else ""


def _decision(case: Case) -> ExplanationLine:
    decision, threshold = case.decision, case.judged.threshold
    above = case.value >= threshold
    if decision is None:
        text = "A suggestion: an agent decides. Alone it would be "
        text += "sure enough to be sent." if above else "too unsure to be sent."
        text += _said_with(case.caveats)
        return ExplanationLine(
            code="decision.suggested", text=text, values=(("sure_enough", float(above)),)
        )
    if decision.kind == "small_talk":
        return ExplanationLine(
            code="decision.small_talk",
            text="Small talk: a set phrase was sent.",
            values=(("intent", case.prepared.intent),),
        )
    if decision.kind == "answer":
        return ExplanationLine(
            code="decision.answer",
            text=(
                f"Sent: {percent(case.value, beside=threshold)} is at or above "
                f"{percent(threshold, beside=case.value)} and no rule speaks against it."
                f"{_said_with(case.caveats)}"
            ),
            values=(("caveats", tuple(one.code for one in case.caveats)),),
        )
    if decision.kind == "clarify":
        return ExplanationLine(
            code="decision.clarify",
            text=(
                f"Asked back which is meant: {listed(decision.choices, last='or')}; the choice "
                f"is then looked up."
            ),
            values=(("choices", decision.choices),),
        )
    reason = decision.reason or "low_confidence"
    named = f": {short(decision.named)}" if decision.named else ""
    why = HANDOFFS.get(reason, reason.replace("_", " "))
    draft = " with the draft beside it" if case.draft.statements else ""
    return ExplanationLine(
        code="decision.handoff",
        text=f"Handed to {case.level}{draft}: {why}{named}. Next: {NEXT_STEPS[case.level]}.",
        values=(("reason", reason), ("level", case.level), ("named", decision.named)),
    )
