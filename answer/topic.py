"""What a reply is about, which decides how it is introduced and closed. Pure.

A plain fact is the rule, everything else is said twice: by the question in its words, and by where
the quote stands: in a policy, a work instruction or an FAQ, or under a heading that says so. "The
output returns after a short circuit" in a manual is about no returns. Only a complaint is told by
the customer alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from answer.reply import Citation, ReplyTopic, Statement
from answer.topic_words import says, topic_patterns
from ingest.document import DocumentKind

_FILES: tuple[tuple[ReplyTopic, str, str], ...] = (
    ("returns", "notice_topics.json", "returns"),
    ("warranty", "notice_topics.json", "warranty"),
    ("payment", "reply_topics.json", "payment"),
    ("shipping", "reply_topics.json", "shipping"),
)
"""Topic, where its words stand, and by what name; the first that holds is taken."""
_OF_SERVICE: frozenset[DocumentKind] = frozenset({"policy", "sop", "faq"})
_STEP = re.compile(r"^\s*[(（]?\d{1,2}\s?[.)）、]\s?\S", re.MULTILINE)
_STEPS = 2


def topic_of(
    question: str,
    statements: Sequence[Statement],
    *,
    language: str,
    kinds: Mapping[str, DocumentKind],
) -> ReplyTopic:
    """The topic of an answer; of a hand-off, from the question alone, whether it is a complaint.

    ``kinds`` are those of the quoted documents, by path.
    """
    if says(question, topic_patterns("reply_topics.json")["complaint"], language=language):
        return "complaint"
    cited = [citation for statement in statements for citation in statement.citations]
    for topic, file_name, name in _FILES:
        patterns = topic_patterns(file_name)[name]
        if says(question, patterns, language=language) and any(
            kinds.get(one.document) in _OF_SERVICE
            or says("\n".join(_places(one)), patterns, language=one.language)
            for one in cited
        ):
            return topic
    if cited and all(kinds.get(one.document) == "certificate" for one in cited):
        return "certificate"
    if len(_STEP.findall("\n".join(statement.text for statement in statements))) >= _STEPS:
        return "procedure"
    return "facts"


def _places(citation: Citation) -> Iterator[str]:
    yield citation.title
    yield from citation.heading_path
