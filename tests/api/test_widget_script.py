"""``/widget.js`` as it is sent: small, whole, and without anything a strict page refuses."""

import gzip
import re
from importlib import resources
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access.identify import Access
from api.app import create_app
from api.widget.script import MODULES, widget_script
from tests.fakes import fake_services

MAX_ZIPPED_BYTES = 20 * 1024
FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"),
    *("DOMParser", "createContextualFragment", 'setAttribute("style"', "srcdoc", "import("),
    *("javascript:", "document.cookie", "XMLHttpRequest", "http://", "https://"),
)
"""What would need more than script-src and connect-src, read foreign text as code, or call away."""
NAMESPACE = 'const SVG = "http://www.w3.org/2000/svg";'


def test_it_is_small_and_has_every_module_whole() -> None:
    script = widget_script()
    text = script.plain.decode()
    assert len(script.zipped) <= MAX_ZIPPED_BYTES
    assert gzip.decompress(script.zipped) == script.plain
    there = {one.name for one in (resources.files("api.widget") / "browser").iterdir()}
    assert {f"{name}.js" for name in MODULES} == there
    assert not re.search(r"^\s*(import|export) ", text, re.MULTILINE)
    declared = re.findall(
        r"^(?:const|class|function|async function\*?) ([\w$]+)", text, re.MULTILINE
    )
    assert sorted(declared) == sorted(set(declared)), "two modules have one name"


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_it_holds_nothing_that_a_strict_page_would_refuse(forbidden: str) -> None:
    assert forbidden not in widget_script().plain.decode().replace(NAMESPACE, "")


def test_anybody_may_load_it_and_a_browser_keeps_it(tmp_path: Path) -> None:
    with TestClient(
        create_app(fake_services(tmp_path), access=Access()), base_url="http://localhost"
    ) as client:
        plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
        zipped = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
        tag = plain.headers["etag"]
        again = client.get("/widget.js", headers={"If-None-Match": tag})
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["cross-origin-resource-policy"] == "cross-origin"
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content == widget_script().plain
    assert (again.status_code, again.content) == (304, b"")
