"""An examined question → the lines that say why, each change to it judged by the model itself."""

import dataclasses
from collections.abc import Callable, Sequence

from answer.draft import Evidence
from answer.examination import Examination
from answer.explain import explain
from answer.explain_wording import explain_wording
from answer.judge import ConfidenceModel
from answer.question import PreparedQuestion
from answer.reply import Caveat, ExplanationLine, Signal
from answer.what_if import Case, Judges, what_would_raise, without_vetoes_on


def explain_reply(
    examined: Examination,
    *,
    model: ConfidenceModel,
    max_wrong_share: float,
    choices: Sequence[str] = (),
    caveats: Sequence[Caveat] = (),
    is_suggestion: bool = False,
    value_of: Callable[[Sequence[Signal]], float],
    signals_of: Callable[[PreparedQuestion, Evidence], Sequence[Signal]],
    value_with: Callable[[Evidence], float],
) -> tuple[ExplanationLine, ...]:
    """The lines of a reply, or of a suggestion that an agent decides on.

    ``choices`` are the decision's as the documents write them. Changes are judged through
    ``value_of`` (the probability of signals), ``signals_of`` (of this draft, for another question
    or beside other evidence) and ``value_with`` (what another draft would have, from evidence).
    """
    decision = dataclasses.replace(examined.decision, choices=tuple(choices))
    signals = examined.confidence.signals
    case = Case(
        prepared=examined.prepared,
        evidence=examined.evidence,
        draft=examined.draft,
        judged=examined.confidence,
        decision=None if is_suggestion else decision,
        caveats=tuple(caveats),
        level=decision.level,
        max_wrong_share=max_wrong_share,
    )
    judges = Judges(
        by_signals=value_of,
        by_evidence=lambda asked, found: value_of(signals_of(asked, found)),
        without_veto=lambda vetoed: value_with(
            without_vetoes_on(vetoed.passage.document, examined.evidence)
        ),
        right_means=model.right_means or model.means,
        language_gain=model.language_gain,
    )
    lines = explain(
        case,
        contributions=model.contributions(signals) if signals else (),
        changes=what_would_raise(case, judges=judges),
    )
    wording = explain_wording(examined.draft.wording)
    if wording is None:
        return lines
    source = dataclasses.replace(
        lines[0],
        text=f"{lines[0].text} {wording.text}",
        values=(*lines[0].values, *wording.values),
    )
    return (source, *lines[1:])
