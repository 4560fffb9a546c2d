"""The word lists of the reply lint, a small file a language: address, slang, promises."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.language import normalise_tag

LANGUAGES = (
    *("ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr"),
    *("vi", "zh-Hans", "zh-Hant"),
)
_WITHOUT_SPACES = frozenset({"ja", "th", "zh-Hans", "zh-Hant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LintWords:
    """One language's."""

    language: str
    polite_forms: Mapping[str, str]
    """A familiar word, folded → the polite one."""
    familiar: tuple[re.Pattern[str], ...]
    """Familiar address; ``at`` is the place where a pattern has such a group."""
    slang: re.Pattern[str] | None
    promises: tuple[re.Pattern[str], ...]
    """What promises more than anybody can keep."""


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(tag: str) -> LintWords:
    text = (resources.files("answer.data") / "lint" / f"{tag}.json").read_text(encoding="utf-8")
    values = json.loads(text)
    bounded = tag not in _WITHOUT_SPACES
    familiar = [re.compile(pattern, re.IGNORECASE) for pattern in values["patterns"]]
    if values["words"]:
        familiar.insert(0, _words(values["words"], bounded=bounded, language=tag))
    return LintWords(
        language=tag,
        polite_forms=values["words"],
        familiar=tuple(familiar),
        slang=_words(values["slang"], bounded=bounded, language=tag) if values["slang"] else None,
        promises=tuple(
            re.compile(rf"(?<!\w)(?:{pattern})" if bounded else f"(?:{pattern})", re.IGNORECASE)
            for pattern in (
                one.replace(" ", r"\s+").replace(r"\s+?", r"\s*") for one in values["promises"]
            )
        ),
    )


def lint_words(language: str) -> LintWords | None:
    """The lists of a language; None where there are none."""
    tag = normalise_tag(language)
    tag = tag if tag.startswith("zh") else tag.split("-")[0]
    return _loaded(tag) if tag in LANGUAGES else None


def _words(words: list[str] | dict[str, str], *, bounded: bool, language: str) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if language == "ko":
        # particles are written on to the word, but 너비 is no 너
        return re.compile(rf"(?<!\w)(?:{either})(?:[는를의도만께]|한테|에게|와|랑)?(?!\w)")
    pattern = rf"(?<![\w-])(?:{either})(?!\w)" if bounded else f"(?:{either})"
    return re.compile(pattern, re.IGNORECASE)
