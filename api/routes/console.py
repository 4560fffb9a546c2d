"""``/console``: the agents' pages, each with an address of its own, and the files they need."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, get_args

from babel import Locale
from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from answer.locale.names import language_name
from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.reply import Level
from api.console_files import console_files, files_version, media_type
from api.interface_words import InterfaceLanguage
from api.page_words import Reader, ReaderOf, page
from api.routes.context import Context, ContextOf
from ingest.errors import KbError

router = APIRouter(include_in_schema=False)
PRODUCTS_OFFERED = 1_000
"""A longer list is no help; a product can still be named in the question."""
CaseId = Annotated[str, Path(max_length=200)]
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a selector."""

    value: str
    label: str


@router.get("/")
def root() -> RedirectResponse:
    """The console is what a person who opens the address wants."""
    return RedirectResponse("/console")


@router.get("/console")
def ask(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """Questions and suggested replies; everything it shows it asks the API for."""
    language = reader.words.language
    return page(
        "ask.html",
        context.templates,
        reader,
        view="ask",
        languages=_languages(language),
        markets=_markets(context.services.markets, language),
        products=_products(context),
        max_characters=context.services.settings.max_question_characters,
    )


@router.get("/console/queue")
def queue(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """The hand-offs that wait for a person."""
    language = reader.words.language
    return page(
        "queue.html",
        context.templates,
        reader,
        view="queue",
        languages=_languages(language),
        markets=_markets(context.services.markets, language),
        levels=tuple(Choice(level, level) for level in get_args(Level)),
        risks=_risks(context, reader),
        tiers=_tiers(context, reader),
    )


@router.get("/console/cases/{case_id}")
def case(case_id: CaseId, context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """One hand-off; whether there is such a case the API says."""
    language = reader.words.language
    return page(
        "case.html",
        context.templates,
        reader,
        view="case",
        case_id=case_id,
        languages=_languages(language),
        levels=get_args(Level),
        teams=_teams(context),
        assignees=context.colleagues.names() if context.services.desk else (),
    )


@router.get("/console/files/{version}/{name}")
def file(version: str, name: str) -> Response:
    """A style sheet, script, catalogue or picture of the console.

    An older page that is still open gets today's file under its old address, and does not keep it.
    """
    content = console_files().get(name)
    if content is None:
        raise HTTPException(404, "There is no such file.")
    lasting = _FOR_EVER if version == files_version() else "no-store"
    return Response(content, media_type=media_type(name), headers={"Cache-Control": lasting})


@lru_cache(maxsize=4)
def _languages(interface: InterfaceLanguage) -> tuple[Choice, ...]:
    """Each by its name in the interface's language and in its own."""
    return tuple(
        Choice(tag, " · ".join(dict.fromkeys((language_name(tag, language=interface.tag), own))))
        for tag in SHIPPED_LANGUAGES
        for own in (language_name(tag, language=tag),)
    )


def _products(context: Context) -> tuple[str, ...]:
    """What the current release's documents are about; nothing before the first one."""
    try:
        return context.services.searcher().filter_values("agent").products[:PRODUCTS_OFFERED]
    except KbError:  # the page opens all the same; what is wrong the API says
        return ()


def _teams(context: Context) -> tuple[str, ...]:
    """A case can go to; none where this server keeps no desk."""
    desk = context.services.desk
    return tuple(team.name for team in desk.desk.service.teams) if desk else ()


def _tiers(context: Context, reader: Reader) -> tuple[Choice, ...]:
    """Of customers, who counts most first; none where this server keeps no desk."""
    desk = context.services.desk
    tiers = desk.desk.service.tiers.values() if desk else ()
    ranked = sorted(tiers, key=lambda one: one.rank)
    return tuple(_named("tier", tier.name, reader) for tier in ranked)


def _risks(context: Context, reader: Reader) -> tuple[Choice, ...]:
    """The classes of risk in the reader's words, the most pressing first."""
    desk = context.services.desk
    codes = desk.desk.risks.classes if desk else ()
    return tuple(_named("risk", code, reader) for code in codes)


def _named(family: str, code: str, reader: Reader) -> Choice:
    """A code by its name in the reader's words; a company's own is called as it is."""
    phrase = reader.words.phrases.get(f"{family}.{code}", code.replace("_", " "))
    return Choice(code, str(phrase))


@lru_cache(maxsize=8)
def _markets(codes: tuple[str, ...], interface: InterfaceLanguage) -> tuple[Choice, ...]:
    names = Locale.parse(interface.locale).territories
    named = [Choice(code, f"{names[code]} ({code})" if code in names else code) for code in codes]
    return tuple(sorted(named, key=lambda choice: choice.label))
