"""Judged drafts → a correction of the shipped probabilities and thresholds for the budgets. Pure.

1. The correction is fitted on four folds and judged on the fifth; it is taken only where the
   held-back log loss is lower than that of the shipped model, else the shipped one stays.
2. Each budget's threshold is certified on the held-back probabilities. Where they do not suffice,
   the shipped threshold holds with a wider margin, raised until own judgements show no more wrong
   than allowed; it says that it is prior.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterable, Sequence

from answer.calibration import (
    BudgetThreshold,
    Calibration,
    Figures,
    Fit,
    GroupFigures,
    Method,
)
from answer.error_budget import certify, lower_bound, upper_bound
from answer.fit_recalibration import (
    doubt,
    fit_recalibration,
    fitted_languages,
    held_back,
    log_loss,
)
from answer.judge import NEARLY_CERTAIN, ConfidenceModel
from answer.judged_draft import JudgedDraft
from answer.metrics import auroc, calibration_error
from answer.recalibration import UNCHANGED, LogOddsLine, Recalibration, from_log_odds, log_odds
from ingest.language import primary

MARGIN_DEVIATIONS = 1.28
"""How much surer than the shipped threshold a draft must be where own judgements certify nothing:
so many standard deviations of what they leave open of its log odds, which is 90 % sureness. With 40
judgements 0.80 becomes 0.89, with 300 it becomes 0.85."""
LEAST_DRAFTS = 40
"""Below it nothing is corrected: five folds of eight tell nothing."""
LEAST_IN_GROUP = 50
"""From which on a language's figures are given."""
INTERVAL_SIDE = 0.975
BUDGETS = (0.01, 0.02, 0.03, 0.05, 0.10, 0.20)


def calibrate(
    drafts: Sequence[JudgedDraft],
    *,
    shipped: ConfidenceModel,
    max_wrong_share: float,
    budgets: Iterable[float] = (),
) -> Fit:
    """The fit of these drafts; ``budgets`` are thresholds wanted beside the usual ones."""
    drafts = sorted(drafts, key=lambda draft: draft.id)
    wanted = sorted({*BUDGETS, max_wrong_share, *budgets})
    tried: dict[Method, tuple[float, ...]] = {"shipped": tuple(one.value for one in drafts)}
    if len(drafts) >= LEAST_DRAFTS:
        tried["whole"] = held_back(drafts, by_language=False)
        if len(fitted_languages(drafts)) > 1:
            tried["languages"] = held_back(drafts, by_language=True)
    losses = {method: _loss(values, drafts) for method, values in tried.items()}
    # of equal ones the simpler: it stands first
    method = min(losses, key=lambda one: losses[one])
    recalibration = (
        UNCHANGED
        if method == "shipped"
        else fit_recalibration(drafts, by_language=method == "languages")
    )
    thresholds = _thresholds(
        drafts, tried[method], shipped=shipped, recalibration=recalibration, budgets=wanted
    )
    own = next(one.threshold for one in thresholds if one.max_wrong_share == max_wrong_share)
    return Fit(
        method=method,
        recalibration=recalibration,
        thresholds=thresholds,
        groups=_groups(
            drafts,
            before=tried["shipped"],
            after=tried[method],
            thresholds=(shipped.threshold_for(max_wrong_share), own),
        ),
        losses=tuple(losses.items()),
        drafts=len(drafts),
        topics=len({draft.topic for draft in drafts}),
        data_hash=_data_hash(drafts),
        max_wrong_share=max_wrong_share,
    )


def calibrated(shipped: ConfidenceModel, calibration: Calibration | None) -> ConfidenceModel:
    """The shipped model as a calibration corrects it; without one as it is."""
    if calibration is None:
        return shipped
    fit = calibration.fit
    return dataclasses.replace(
        shipped,
        recalibration=fit.recalibration,
        thresholds=tuple((one.max_wrong_share, one.threshold) for one in fit.thresholds),
        certified=frozenset(
            one.max_wrong_share for one in fit.thresholds if one.source == "certified"
        ),
    )


def _thresholds(
    drafts: Sequence[JudgedDraft],
    probabilities: Sequence[float],
    *,
    shipped: ConfidenceModel,
    recalibration: Recalibration,
    budgets: Sequence[float],
) -> tuple[BudgetThreshold, ...]:
    """One threshold a budget, never rising with it."""
    counted = [
        (value, draft.right)
        for draft, value in zip(drafts, probabilities, strict=True)
        if draft.weight >= 1.0
    ]
    # as replies carry them: what rounds up to a threshold is sent too
    values, right = [round(value, 4) for value, _ in counted], [one for _, one in counted]
    made: list[BudgetThreshold] = []
    # from the largest on: what is too much for a large budget is too much for a small one
    least = 0.0
    for budget in reversed(budgets):
        found = certify(values, right, budget=budget)
        if found is not None:
            threshold = _rounded_up(found.threshold)
        else:
            prior = _with_margin(shipped.threshold_for(budget), drafts, recalibration.whole)
            threshold = _uncontradicted(max(prior, least), counted, budget=budget)
            least = max(least, threshold)
        made.append(_threshold(budget, threshold, counted, certified=found is not None))
        if found is not None:
            least = max(least, threshold)
    lowest: list[BudgetThreshold] = []
    for one in reversed(made):
        # what keeps a smaller budget keeps every larger one
        if lowest and lowest[-1].threshold < one.threshold:
            one = dataclasses.replace(lowest[-1], max_wrong_share=one.max_wrong_share)
        lowest.append(one)
    return tuple(lowest)


def _threshold(
    budget: float, threshold: float, counted: Sequence[tuple[float, bool]], *, certified: bool
) -> BudgetThreshold:
    answered = [right for value, right in counted if round(value, 4) >= threshold]
    wrong = answered.count(False)
    return BudgetThreshold(
        max_wrong_share=budget,
        threshold=threshold,
        source="certified" if certified else "prior",
        answered=len(answered),
        wrong=wrong,
        bound=upper_bound(wrong, len(answered)),
    )


def _with_margin(threshold: float, drafts: Sequence[JudgedDraft], line: LogOddsLine) -> float:
    """The shipped threshold, stricter by what the drafts leave open of the correction."""
    at = log_odds(threshold)
    wider = from_log_odds(at + MARGIN_DEVIATIONS * doubt(drafts, line, at=at))
    return max(threshold, min(NEARLY_CERTAIN, _rounded_up(wider)))


def _uncontradicted(
    threshold: float, counted: Sequence[tuple[float, bool]], *, budget: float
) -> float:
    """The threshold, or the next above it at which own judgements show no more wrong."""
    above = sorted((round(value, 4), right) for value, right in counted)
    answered, wrong = len(above), sum(not right for _, right in above)
    place = 0
    for candidate in (threshold, *sorted({value for value, _ in above if value > threshold})):
        while place < len(above) and above[place][0] < candidate:
            answered, wrong = answered - 1, wrong - (not above[place][1])
            place += 1
        if wrong <= budget * answered:
            return candidate
    return NEARLY_CERTAIN


def _groups(
    drafts: Sequence[JudgedDraft],
    *,
    before: Sequence[float],
    after: Sequence[float],
    thresholds: tuple[float, float],
) -> tuple[GroupFigures, ...]:
    members: dict[str, list[int]] = {"all": list(range(len(drafts)))}
    for n, draft in enumerate(drafts):
        members.setdefault(primary(draft.language) or "und", []).append(n)
    made: list[GroupFigures] = []
    for name, places in members.items():
        if name != "all" and len(places) < LEAST_IN_GROUP:
            continue
        chosen = [drafts[n] for n in places]
        made.append(
            GroupFigures(
                name=name,
                drafts=len(chosen),
                right=sum(draft.right for draft in chosen),
                before=_figures(chosen, [before[n] for n in places], threshold=thresholds[0]),
                after=_figures(chosen, [after[n] for n in places], threshold=thresholds[1]),
            )
        )
    return (*made[:1], *sorted(made[1:], key=lambda one: (-one.drafts, one.name)))


def _figures(
    drafts: Sequence[JudgedDraft], probabilities: Sequence[float], *, threshold: float
) -> Figures:
    right = [draft.right for draft in drafts]
    area = auroc(probabilities, right)
    answered = [
        one for one, value in zip(right, probabilities, strict=True) if round(value, 4) >= threshold
    ]
    wrong = answered.count(False)
    return Figures(
        auroc=None if math.isnan(area) else round(area, 4),
        calibration_error=round(calibration_error(probabilities, right), 4),
        log_loss=round(_loss(probabilities, drafts), 4),
        coverage=round(len(answered) / len(drafts), 4) if drafts else 0.0,
        answered=len(answered),
        wrong=wrong,
        wrong_low=round(lower_bound(wrong, len(answered), sureness=INTERVAL_SIDE), 4),
        wrong_high=round(upper_bound(wrong, len(answered), sureness=INTERVAL_SIDE), 4),
    )


def _loss(probabilities: Sequence[float], drafts: Sequence[JudgedDraft]) -> float:
    if not drafts:
        return 0.0
    return log_loss(
        probabilities, [draft.right for draft in drafts], [draft.weight for draft in drafts]
    )


def _rounded_up(threshold: float) -> float:
    """To the four digits that a confidence has."""
    return math.ceil(threshold * 1e4 - 1e-6) / 1e4


def _data_hash(drafts: Sequence[JudgedDraft]) -> str:
    rows = [
        (one.id, one.topic, one.language, round(one.value, 6), one.right, one.weight)
        for one in drafts
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]
