"""A file of judged replies → judged drafts.

One reply a line, as ``tradewind ask --batch`` or ``/v1/suggestions`` writes it for an agent, with
``right`` added: true or false. ``weight`` may say how much the judgement counts.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from answer.decide import OF_DOUBT
from answer.judge import ConfidenceModel
from answer.judged_draft import JudgedDraft, JudgedDrafts
from answer.reply import Signal
from answer.signals import NAMES
from ingest.errors import ContentError
from ingest.language import normalise_tag

MOST_WEIGHT = 10.0


def read_judged_replies(
    path: Path, *, shipped: ConfidenceModel, progress: Callable[[int, int], None]
) -> JudgedDrafts:
    """The judged drafts of a file, in its order. Raises ``ContentError`` naming the wrong line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            f"cannot read the judged replies {str(path)!r} ({error}); name a file with one reply "
            f'a line as JSON, "right": true or false added'
        ) from error
    drafts: list[JudgedDraft] = []
    otherwise = 0
    for number, line in enumerate(lines, start=1):
        progress(number, len(lines))
        if not line.strip():
            continue
        try:
            values: dict[str, Any] = json.loads(line)
            draft = _draft(values, number, shipped=shipped)
        except KeyError as error:
            raise ContentError(f"{path}:{number}: {error} is missing") from error
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ContentError(f"{path}:{number}: not a judged reply ({error})") from error
        if draft is None:
            otherwise += 1
        else:
            drafts.append(draft)
    return JudgedDrafts(drafts=tuple(drafts), decided_otherwise=otherwise)


def _draft(values: dict[str, Any], number: int, *, shipped: ConfidenceModel) -> JudgedDraft | None:
    """The draft of one line; None where something else than the probability decided."""
    right = values["right"]
    if not isinstance(right, bool):
        raise ValueError(f"'right' must be true or false, not {right!r}")
    if not _by_probability(values):
        return None
    signals = _signals(values["signals"])
    language = values["language"]
    if not isinstance(language, str) or not normalise_tag(language):
        raise ValueError(f"'language' must be a BCP 47 tag (en, zh-Hant), not {language!r}")
    weight = values.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise ValueError(f"'weight' must be a number, not {weight!r}")
    if not 0.0 < weight <= MOST_WEIGHT:
        raise ValueError(f"'weight' must lie above 0 and up to {MOST_WEIGHT:.0f}, not {weight!r}")
    return JudgedDraft(
        id=f"reply:{values.get('reply_id') or values.get('id') or number}:{number}",
        topic=_topic(values["citations"], number),
        language=language,
        signals=signals,
        value=shipped.probability(signals),
        right=right,
        weight=float(weight),
    )


def _by_probability(values: dict[str, Any]) -> bool:
    """Small talk cites nothing; vetoes and questions back were decided by a rule.

    A reply to several questions has several probabilities: judge its parts one by one.
    """
    if values.get("parts"):
        return False
    kind, handoff = values["kind"], values.get("handoff") or {}
    if kind == "answer":
        return bool(values["citations"])
    if kind != "handoff" or handoff["reason"] not in OF_DOUBT:
        return False
    # where nothing was found there is no draft to judge, whatever the reason is called
    return handoff["reason"] == "low_confidence" or bool(values["citations"])


def _signals(found: Any) -> tuple[Signal, ...]:
    if not isinstance(found, dict):
        raise ValueError("'signals' must be an object; ask as an agent, customers see none")
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise ValueError(
            f"the signal {missing[0]!r} is missing: the reply is another version's; ask again"
        )
    wrong = [name for name in NAMES if not _is_finite(found[name])]
    if wrong:
        raise ValueError(f"the signal {wrong[0]!r} must be a number, not {found[wrong[0]]!r}")
    return tuple(Signal(name=name, value=float(found[name])) for name in NAMES)


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _topic(citations: Any, number: int) -> str:
    """The place that is quoted first."""
    if not isinstance(citations, list):
        raise ValueError(f"'citations' must be a list, not {citations!r}")
    if not citations:
        return f"alone:{number}"
    return f"{citations[0]['document']}#{citations[0].get('page') or citations[0].get('url', '')}"
