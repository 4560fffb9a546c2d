"""Writes the demo company's manuals below ``kb_content/documents`` from ``scripts/demo_sources``.

Run ``python -m scripts.make_demo_pdfs`` after a source changed; the same sources give the same
bytes. Markdown holds its facts itself; every other file has a
sidecar, ``name.pdf.yaml``.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from ruamel.yaml import YAML

from scripts.demo_markdown import render_markdown
from scripts.demo_markup import DemoSource, read_source
from scripts.demo_office import render_docx
from scripts.demo_pdf import render_pdf
from scripts.demo_tables import render_csv, render_xlsx

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "scripts" / "demo_sources"
DOCUMENTS = PROJECT / "kb_content" / "documents"

RENDERERS: dict[str, Callable[[DemoSource], bytes]] = {
    ".pdf": render_pdf,
    ".docx": render_docx,
    ".md": render_markdown,
    ".xlsx": render_xlsx,
    ".csv": render_csv,
}


def make_documents(names: list[str], *, folder: Path = DOCUMENTS) -> list[Path]:
    """The files written: those of the sources named (without ``.md``), or of all."""
    written = []
    for path in sorted(SOURCES.glob("*.md")):
        if names and path.stem not in names:
            continue
        source = read_source(path)
        target = folder / source.output
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(RENDERERS[target.suffix](source))
        written.append(target)
        if target.suffix == ".md":
            continue  # its facts stand in its own front matter
        sidecar = target.with_name(f"{target.name}.yaml")
        sidecar.write_text(_as_yaml(source), encoding="utf-8")
    return written


def _as_yaml(source: DemoSource) -> str:
    writer = YAML()
    writer.width = 100
    stream = io.StringIO()
    writer.dump(source.facts, stream)
    return stream.getvalue()


if __name__ == "__main__":
    for made in make_documents(sys.argv[1:]):
        sys.stdout.write(f"{made.relative_to(PROJECT)}\n")
