"""Writes the table of every route's rights into ``docs/keys.md``: run it when a route is added."""

from pathlib import Path

from api.access.rights_table import with_table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"


def main() -> None:
    """Writes the page anew."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
