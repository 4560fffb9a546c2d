"""A language as a request states it."""

from ingest.errors import QuestionInvalid
from ingest.language import normalise_tag


def stated_language(stated: str | None) -> str:
    """As it was written, empty where none is stated; raises ``QuestionInvalid`` for no tag."""
    language = (stated or "").strip()
    if language and not normalise_tag(language):
        raise QuestionInvalid(
            f"language: {language[:40]!r} is no language tag; send one like 'de' or 'zh-Hant', "
            f"or leave it out"
        )
    return language
