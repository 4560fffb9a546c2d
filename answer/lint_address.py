"""Familiar address and plain forms where the market expects politeness; slang everywhere."""

import re
from collections.abc import Iterator, Sequence

from answer.hint import Hint
from answer.lint_words import LintWords
from ingest.sentences import split

Span = tuple[int, int]
_JAPANESE_POLITE = re.compile(
    r"(?:です|ます|ました|ません|でした|ましょう|でしょう|ください|下さい|ませ|くださる"
    r"|いたしかねます)(?:が|か|ね|よ|けれど|けど|のに)*[。！？!?…]*[」』）)]*$"
)
_JAPANESE_PLAIN = re.compile(
    r"(?P<at>[ぁ-んァ-ヶ一-龥ー]{0,3}[うくぐすつぬぶむるただいよねてでなよぞぜさ])[。！？!?]+$"
)
_KOREAN_PLAIN = re.compile(
    r"(?P<at>[가-힣]{0,12}(?:(?<!니)다|해|돼|줘|봐|어라|아라|[었았했겠있없]어|보내|[할갈볼줄]게"
    r"|하자|거야|이야|거든|하냐|하니|하네))[.!?]+$"
)


def lint_address(
    text: str, *, words: LintWords | None, address: str, is_polite: bool, apart: Sequence[Span]
) -> Iterator[Hint]:
    """Hints at words that are too familiar.

    ``address`` is how the market addresses customers; nothing in the spans ``apart`` (quotes) is
    looked at.
    """
    if words is None:
        return
    found: list[Hint] = []
    if words.slang is not None:
        found.extend(
            _hint(
                match.start(),
                match.end(),
                f"'{match.group()}' is too casual for a reply to a customer",
                is_slang=True,
            )
            for match in words.slang.finditer(text)
        )
    if is_polite:
        for pattern in words.familiar:
            for match in pattern.finditer(text):
                place = "at" if "at" in match.groupdict() else 0
                start, end = match.span(place)
                found.append(
                    _hint(
                        start,
                        end,
                        f"'{text[start:end]}' addresses the customer familiarly; write to them "
                        f"with '{address}'",
                        suggestion=_polite(text[start:end], words),
                    )
                )
        found.extend(_plain_ends(text, words.language, address))
    taken: list[Span] = []
    for hint in found:
        if _within(hint, apart) or _within(hint, taken):
            continue
        taken.append((hint.start, hint.end))
        yield hint


def _plain_ends(text: str, language: str, address: str) -> Iterator[Hint]:
    """Sentences of Japanese and Korean that end without the polite form."""
    if language not in ("ja", "ko"):
        return
    for start, end in split(text, language=language):
        sentence = text[start:end].rstrip()
        if language == "ja":
            match = None if _JAPANESE_POLITE.search(sentence) else _JAPANESE_PLAIN.search(sentence)
            what = "です・ます"
        else:
            match, what = _KOREAN_PLAIN.search(sentence), "합니다 or 해요"
        if match is not None and not sentence.lstrip().startswith(("・", "-", "•")):
            yield _hint(
                start + match.start("at"),
                start + match.end(),
                f"The sentence ends in the plain form; end it with {what} ({address})",
            )


def _polite(word: str, words: LintWords) -> str:
    polite = words.polite_forms.get(word) or words.polite_forms.get(word.casefold(), "")
    return polite[:1].upper() + polite[1:] if word[:1].isupper() else polite


def _hint(
    start: int, end: int, reason: str, *, suggestion: str = "", is_slang: bool = False
) -> Hint:
    return Hint(
        code="informal_address",
        severity="hint" if is_slang else "warning",
        start=start,
        end=end,
        reason=reason,
        suggestion=suggestion,
    )


def _within(hint: Hint, spans: Sequence[Span]) -> bool:
    return any(start < hint.end and hint.start < end for start, end in spans)
