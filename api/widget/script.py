"""``/widget.js``: the widget's modules as one script, so that a page needs one tag.

The modules stand in this folder in the order in which they know each other. Joining takes away
``import`` and ``export`` and nothing else: what runs is what is read here.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

MODULES = (
    *("attributes", "elements", "style", "problems", "server", "memory", "sources", "thread"),
    *("composer", "person", "suggestions", "panel", "conversation", "start"),
)
"""From those that know no other to the one that begins."""
_IMPORT = re.compile(r"^import [^;]*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is sent for ``/widget.js``."""

    plain: bytes
    zipped: bytes
    etag: str


@lru_cache(maxsize=1)
def widget_script() -> Script:
    """The script, as it is and compressed; made once."""
    folder = resources.files("api.widget") / "browser"
    joined = "\n".join(
        _EXPORT.sub("", _IMPORT.sub("", (folder / f"{name}.js").read_text(encoding="utf-8")))
        for name in MODULES
    )
    plain = f'"use strict";\n(() => {{\n{joined}}})();\n'.encode()
    return Script(
        plain=plain,
        zipped=gzip.compress(plain, compresslevel=9, mtime=0),
        etag=f'"{hashlib.sha256(plain).hexdigest()[:24]}"',
    )
