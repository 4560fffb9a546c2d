"""An editor's console over their own knowledge base: real files, builds and browser."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from api.bootstrap import Application
from api.settings import Settings
from tests.browser import opened, served

EDITOR = "Ada"


@dataclass(frozen=True)
class Office:
    """A content folder that may be changed, served, and a browser to look at it."""

    application: Application
    address: str
    browser: Browser

    @property
    def documents(self) -> Path:
        return self.application.documents_dir

    @contextmanager
    def at(self, path: str, **options: Any) -> Iterator[Page]:
        """A page as the editor sees it."""
        name = {"name": "tradewind.agent", "value": EDITOR}
        kept = {"origins": [{"origin": self.address, "localStorage": [name]}]}
        with opened(self.browser, self.address, path=path, storage_state=kept, **options) as page:
            yield page

    def write_golden(self, questions: Sequence[dict[str, Any]]) -> None:
        lines = [json.dumps(one, ensure_ascii=False) for one in questions]
        target = self.application.settings.content_dir / "golden.jsonl"
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def office_over(company: Application, folder: Path, browser: Browser) -> Iterator[Office]:
    """A copy of the small company with all that was parsed and embedded of it."""
    content, var = folder / "content", folder / "var"
    shutil.copytree(company.settings.content_dir, content)
    var.mkdir()
    for part in ("releases", "cache"):
        shutil.copytree(company.settings.var_dir / part, var / part)
    (var / "models").symlink_to((company.settings.var_dir / "models").resolve())
    application = Application(Settings(content_dir=content, var_dir=var))
    try:
        with served(application.services()) as address:
            yield Office(application, address, browser)
    finally:
        application.close()
