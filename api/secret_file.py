"""A secret out of a file that an operator names: its text, never repeated in an error."""

from pathlib import Path

from ingest.errors import SettingsInvalid

LONGEST_SECRET_FILE = 10_000
"""Bytes."""


def read_secret(path: Path, *, setting: str, what: str) -> str:
    """The file's text without the space around it; raises ``SettingsInvalid``.

    ``setting`` is where the file is named, ``what`` the kind of secret that it holds.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_SECRET_FILE + 1)
        text = data.decode("ascii").strip()
    except OSError as error:
        raise SettingsInvalid(
            f"{setting}: {str(path)!r} cannot be read ({error.strerror}); check the path and its "
            f"rights"
        ) from error
    except UnicodeDecodeError:
        # the error would quote the file
        raise SettingsInvalid(
            f"{setting}: {str(path)!r} is no text; put the {what} in it, alone"
        ) from None
    if not text or len(data) > LONGEST_SECRET_FILE:
        raise SettingsInvalid(f"{setting}: {str(path)!r} holds no {what}; put it in, alone")
    return text
