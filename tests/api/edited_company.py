"""The small company with documents of its own to edit, over HTTP; the release is everybody's."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from tests.everyone import EVERYONE
from tests.small_company import write_documents

GOLDEN = (
    '{"id": "g1", "question": "How do I reset the controller?", "answerable": true, '
    '"gold": [{"document": "manuals/xr-200-en.md", "page": null, "text": "Hold the green"}]}\n'
)


@contextmanager
def edited_application(
    company: Application, folder: Path, **settings: Any
) -> Iterator[Application]:
    """The company's release and model, and a copy of its documents to change."""
    var, content = folder / "var", folder / "content"
    var.mkdir(exist_ok=True)
    for shared in ("releases", "models"):
        (var / shared).symlink_to(company.settings.var_dir / shared, target_is_directory=True)
    write_documents(content)
    (content / "golden.jsonl").write_text(GOLDEN, encoding="utf-8")
    made = Application(Settings(content_dir=content, var_dir=var, **settings))
    try:
        yield made
    finally:
        made.close()


class Editor:
    """An editor at one server."""

    def __init__(self, application: Application, client: TestClient) -> None:
        self.application = application
        self.documents_dir = application.documents_dir
        self.http = client

    def get(self, path: str, **query: Any) -> Any:
        """An answer for editors."""
        return self.http.get(path, params={"audience": "agent", **query})

    def list(self, **query: Any) -> dict[str, dict[str, Any]]:
        """The documents by path."""
        listed = self.get("/v1/documents", limit=1000, **query).json()
        return {one["path"]: one for one in listed["documents"]}

    def put(self, path: str, data: bytes, *, seen: str = "", **query: str) -> Any:
        """Sends a file."""
        headers = {"If-Match": f'"{seen}"'} if seen else {}
        return self.http.put(
            address(path), params={"by": "Ines", **query}, content=data, headers=headers
        )

    def put_facts(self, path: str, seen: str, **values: object) -> Any:
        """Sends facts."""
        return self.http.put(
            f"{address(path)}/facts",
            json={"by": "Ines", "values": values},
            headers={"If-Match": f'"{seen}"'},
        )

    def files(self) -> dict[str, bytes]:
        """Everything below the documents folder."""
        return {
            path.relative_to(self.documents_dir).as_posix(): path.read_bytes()
            for path in self.documents_dir.rglob("*")
            if path.is_file()
        }


@contextmanager
def editor(company: Application, folder: Path, **settings: Any) -> Iterator[Editor]:
    """A server of its own, asked in this process."""
    with edited_application(company, folder, **settings) as application:
        app = create_app(application.services(), access=EVERYONE)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield Editor(application, client)


def address(path: str) -> str:
    """Of a document."""
    return f"/v1/documents/{quote(path, safe='/')}"


def sha256(data: bytes) -> str:
    """As a list shows it."""
    return hashlib.sha256(data).hexdigest()
