"""``/console``: the agents' page and its own few files, served from the package."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated

from babel import Locale
from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.localize import language_name
from api.routes.context import Context, ContextOf
from ingest.errors import KbError

router = APIRouter(include_in_schema=False)
PRODUCTS_OFFERED = 1_000
"""A longer list is no help; a product can still be named in the question."""
_MEDIA_TYPES = {
    "console.css": "text/css; charset=utf-8",
    "draft.css": "text/css; charset=utf-8",
    "document.css": "text/css; charset=utf-8",
    "theme.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "draft.js": "text/javascript; charset=utf-8",
    "api.js": "text/javascript; charset=utf-8",
    "suggestions.js": "text/javascript; charset=utf-8",
    "reindex.js": "text/javascript; charset=utf-8",
    "elements.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a selector."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    etag: str


@router.get("/")
def root() -> RedirectResponse:
    """The console is what a person who opens the address wants."""
    return RedirectResponse("/console")


@router.get("/console")
def console(context: ContextOf) -> HTMLResponse:
    """The page; everything it shows it asks the API for."""
    html = context.templates.get_template("console.html").render(
        languages=_languages(),
        markets=_markets(context.services.markets),
        products=_products(context),
        max_characters=context.services.settings.max_question_characters,
    )
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


@router.get("/console/{name}")
def asset(name: str, if_none_match: Annotated[str, Header(max_length=200)] = "") -> Response:
    """A style sheet, script or picture of the console."""
    if name not in _MEDIA_TYPES:
        raise HTTPException(404, "There is no such file.")
    found = _read(name)
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    if if_none_match == found.etag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=_MEDIA_TYPES[name], headers=headers)


@lru_cache(maxsize=len(_MEDIA_TYPES))
def _read(name: str) -> _Asset:
    content = (resources.files("api") / "console" / name).read_bytes()
    return _Asset(content, f'"{hashlib.sha256(content).hexdigest()[:24]}"')


@lru_cache(maxsize=1)
def _languages() -> tuple[Choice, ...]:
    return tuple(
        Choice(tag, f"{language_name(tag, language='en')} · {language_name(tag, language=tag)}")
        for tag in SHIPPED_LANGUAGES
    )


def _products(context: Context) -> tuple[str, ...]:
    """What the current release's documents are about; nothing before the first one."""
    try:
        return context.services.searcher().filter_values("agent").products[:PRODUCTS_OFFERED]
    except KbError:  # the page opens all the same; what is wrong the API says
        return ()


@lru_cache(maxsize=8)
def _markets(codes: tuple[str, ...]) -> tuple[Choice, ...]:
    names = Locale("en").territories
    named = [Choice(code, f"{names[code]} ({code})" if code in names else code) for code in codes]
    return tuple(sorted(named, key=lambda choice: choice.label))
