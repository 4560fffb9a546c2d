"""What a page and the section in view are searched by, and how much the section counts. Pure."""

from answer.insight.page_situation import Situation

SECTION_WEIGHT = 0.85
"""How much of what a visitor may ask is about the section that they look at."""
LONG_LOOK_SECONDS = 8.0
"""So long somebody looks at what they read."""
TOP_OF_PAGE = 0.05
"""Down to here a visitor has not chosen what is in view."""


def of_page(situation: Situation) -> str:
    """What is searched for of a page."""
    return f"{situation.title} {situation.product}".strip()


def of_section(situation: Situation) -> tuple[str, ...]:
    """What is searched for of the section in view; nothing where it does not count."""
    if not section_weight(situation):
        return ()
    named = f"{situation.product} {situation.section}".strip()
    return tuple(dict.fromkeys((situation.section, named)))


def section_weight(situation: Situation) -> float:
    """How much what is in view tells: less at the top of a page, and at a short look."""
    if not situation.section or situation.section.casefold() in situation.title.casefold():
        return 0.0
    look = min(1.0, max(0.25, situation.dwell_seconds / LONG_LOOK_SECONDS))
    place = 0.5 if situation.scroll_depth <= TOP_OF_PAGE else 1.0
    return SECTION_WEIGHT * look * place
