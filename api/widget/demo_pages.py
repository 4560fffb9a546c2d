"""Pages of the demo company's shop, for showing the widget where it belongs."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from answer.locale.names import language_name
from answer.locale.phrases import SHIPPED_LANGUAGES

MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_FOLDER = "demo"


@lru_cache(maxsize=1)
def demo_pages() -> Mapping[str, Mapping[str, Any]]:
    """Every page by its name: its address, its product (empty: about none), its sections."""
    file = resources.files("api.widget") / _FOLDER / "pages.json"
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def demo_page(name: str, *, language: str, market: str) -> str:
    """A page as HTML, with a widget in this language; raises ``KeyError`` for an unknown name."""
    kept = f"?lang={language}" if language != "en" else ""
    return (
        _templates()
        .get_template("page.html")
        .render(
            page=demo_pages()[name],
            pages=list(demo_pages().values()),
            language=language,
            market=market,
            kept=kept,
            languages=[(tag, language_name(tag, language=tag)) for tag in SHIPPED_LANGUAGES],
        )
    )


@lru_cache(maxsize=1)
def demo_files() -> Mapping[str, tuple[bytes, str]]:
    """What the pages load: content and media type by name."""
    folder = resources.files("api.widget") / _FOLDER
    return {
        file.name: (file.read_bytes(), MEDIA_TYPES[ending])
        for file in folder.iterdir()
        if (ending := "." + file.name.rpartition(".")[2]) in MEDIA_TYPES
    }


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("api.widget", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
