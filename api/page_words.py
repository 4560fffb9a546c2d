"""What every page is drawn with: the reader's language and theme, and where its files are."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Cookie, Depends, Header, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from api.access.at_console import csrf_token, token_in
from api.access.authorise import caller_of
from api.access.caller import SCOPES, Caller
from api.access.rights import RIGHTS
from api.console_files import files_address
from api.interface_words import (
    COOKIE,
    INTERFACE_LANGUAGES,
    InterfaceLanguage,
    Words,
    interface_language,
    load_words,
    spoken,
)

THEMES = ("light", "dark")
"""What can be chosen against the system's."""
_YEAR_SECONDS = 365 * 24 * 3600
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
"""A page tells who is signed in: nobody finds it once they have left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page that the bar leads to."""

    name: str
    path: str
    keys: str
    """What is typed to go there."""
    within: tuple[str, ...] = ()
    """Pages that belong to it."""
    whose: str = "editor"
    """Whose work it is: the bar groups its views by that."""
    needs: str = ""
    """The route that it is of no use without; empty: its own."""

    def is_for(self, caller: Caller) -> bool:
        """Whether this caller may work with it."""
        return RIGHTS[self.needs or f"GET {self.path}"].allows(caller)


VIEWS = (
    View(name="ask", path="/console", keys="g a", whose="agent", needs="POST /v1/suggestions"),
    View(name="queue", path="/console/queue", keys="g q", within=("case",), whose="agent"),
    View(name="documents", path="/console/documents", keys="g d"),
    View(name="drafts", path="/console/drafts", keys="g f"),
    View(name="releases", path="/console/releases", keys="g r"),
    View(name="health", path="/console/health", keys="g h"),
    View(name="gaps", path="/console/gaps", keys="g g"),
    View(name="administration", path="/console/administration", keys="g p", whose="operator"),
)
"""In the bar's order, which is that of whose they are by the alphabet: the agent's, the editor's,
the operator's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks at a page, as far as the browser tells."""

    words: Words
    theme: str
    """Empty: as the system is set."""
    chosen: InterfaceLanguage | None
    """With ``?lang=``; to be remembered."""
    caller: Caller
    csrf: str
    """The token of their session; empty without one."""

    @property
    def views(self) -> tuple[View, ...]:
        """Those they may use."""
        return tuple(view for view in VIEWS if view.is_for(self.caller))

    def values(self) -> dict[str, Any]:
        """For the template."""
        return {
            "say": self.words.say,
            "language": self.words.language,
            "languages_spoken": INTERFACE_LANGUAGES,
            "views": self.views,
            "home": self.views[0].path if self.views else "/console",
            "caller": self.caller,
            "roles": [scope for scope in SCOPES if scope in self.caller.scopes],
            "csrf": self.csrf,
            "theme": self.theme,
            "files": files_address(),
        }

    def remember(self, response: Response) -> None:
        """The choice outlives the page; scripts write the theme's cookie."""
        if self.chosen is not None:
            response.set_cookie(
                COOKIE, self.chosen.file, max_age=_YEAR_SECONDS, path="/", samesite="strict"
            )


def _reader(
    request: Request,
    lang: Annotated[str, Query(max_length=50)] = "",
    tradewind_language: Annotated[str, Cookie(include_in_schema=False)] = "",
    tradewind_theme: Annotated[str, Cookie(include_in_schema=False)] = "",
    accept_language: Annotated[str, Header(include_in_schema=False)] = "",
) -> Reader:
    language = interface_language(
        asked=lang, remembered=tradewind_language, accepted=accept_language[:1_000]
    )
    return Reader(
        words=load_words(language),
        theme=tradewind_theme if tradewind_theme in THEMES else "",
        chosen=spoken(lang),
        caller=caller_of(request.scope),
        csrf=csrf_token(token_in(request.headers)) if caller_of(request.scope).session_id else "",
    )


def page(template: str, templates: Environment, reader: Reader, **values: Any) -> HTMLResponse:
    """A page of the console as its reader sees it; ``view`` names it."""
    html = templates.get_template(template).render(**reader.values(), **values)
    response = HTMLResponse(html, headers=HEADERS)
    reader.remember(response)
    return response


ReaderOf = Annotated[Reader, Depends(_reader)]
