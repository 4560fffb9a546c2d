"""Measures the shipped priors of language centring: ``index/data/language_means.npz`` for texts,
``index/data/token_means.npz`` for tokens.

The text is that of this machine's message catalogues (``*.mo``): the same messages in every
language, and no evaluation holds them. Messages translated into most languages come first, so that
the means differ by language rather than by subject.

    python -m scripts.estimate_language_means --models var/models
"""

import argparse
import gettext
import hashlib
import re
import struct
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.centre import LanguageMean, LanguageMeans, write_means
from index.e5 import E5Embedder
from index.embedder import Role
from index.model_folder import unpack_default_model

CATALOGUES = (
    "apt", "PackageKit", "appstream", "bash", "coreutils", "dpkg", "findutils", "gdk-pixbuf", "git",
    "glib20", "gnupg2", "gsettings-desktop-schemas", "gtk20", "gtk30", "gtk30-properties",
    "libapt-pkg6.0", "libc", "make", "software-properties", "system-config-printer", "tar", "wget",
)  # fmt: skip
LANGUAGES = {
    "ar": "ar", "bg": "bg", "ca": "ca", "cs": "cs", "da": "da", "de": "de", "el": "el",
    "es": "es", "fa": "fa", "fi": "fi", "fr": "fr", "he": "he", "hi": "hi", "hu": "hu",
    "id": "id", "it": "it", "ja": "ja", "ko": "ko", "nb": "nb", "nl": "nl", "pl": "pl",
    "pt": "pt_BR", "ro": "ro", "ru": "ru", "sv": "sv", "th": "th", "tr": "tr", "uk": "uk",
    "vi": "vi", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW",
}  # fmt: skip
SHORTEST, LONGEST = 30, 400
"""Characters of the English message."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--locale", type=Path, default=Path("/usr/share/locale"))
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    parser.add_argument("--messages", type=int, default=300, help="a language")
    parser.add_argument("--out", type=Path, default=Path("index/data/language_means.npz"))
    parser.add_argument("--tokens-out", type=Path, default=Path("index/data/token_means.npz"))
    arguments = parser.parse_args()

    folder = unpack_default_model(arguments.models, progress=lambda done, total: None)
    embedder = E5Embedder(folder)
    texts = collect(arguments.locale, arguments.messages)
    means: dict[str, LanguageMean] = {}
    token_means: dict[str, LanguageMean] = {}
    for language, messages in sorted(texts.items()):
        means[language] = LanguageMean(
            question=embedder.embed_questions(messages).mean(axis=0, dtype=np.float64),
            passage=embedder.embed_passages(messages).mean(axis=0, dtype=np.float64),
            count=len(messages),
        )
        token_means[language] = LanguageMean(
            question=_mean_of_tokens(embedder, messages, role="question"),
            passage=_mean_of_tokens(embedder, messages, role="passage"),
            count=len(messages),
        )
        print(f"{language}: {len(messages)} messages", flush=True)
    for path, measured in ((arguments.out, means), (arguments.tokens_out, token_means)):
        write_means(path, LanguageMeans(fingerprint=embedder.fingerprint, languages=measured))
        print(f"{path}: {len(measured)} languages, {path.stat().st_size} bytes")
    return 0


def _mean_of_tokens(
    embedder: E5Embedder, messages: list[str], *, role: Role
) -> NDArray[np.float32]:
    """The mean of all tokens of the messages."""
    tokens = np.concatenate([embedder.embed_tokens(message, role=role) for message in messages])
    mean: NDArray[np.float32] = tokens.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def collect(locale: Path, limit: int) -> dict[str, list[str]]:
    """Language → messages, those translated into most languages first; English are the keys."""
    translations: dict[str, dict[str, str]] = defaultdict(dict)
    for language, folder in LANGUAGES.items():
        for catalogue in CATALOGUES:
            path = locale / folder / "LC_MESSAGES" / f"{catalogue}.mo"
            for english, text in read_catalogue(path).items():
                translations[english][language] = text
    # ties are broken by a hash: alphabetical order would favour one program's phrases
    order = sorted(
        translations,
        key=lambda key: (-len(translations[key]), hashlib.sha256(key.encode()).digest()),
    )
    texts = {"en": [plain(key) for key in order[:limit]]}
    for language in LANGUAGES:
        found = [translations[key][language] for key in order if language in translations[key]]
        texts[language] = [plain(text) for text in found[:limit]]
    return texts


def read_catalogue(path: Path) -> dict[str, str]:
    """English message → translation, for messages of a sentence's length."""
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            # the parsed catalogue has no public accessor
            messages = vars(gettext.GNUTranslations(file))["_catalog"]
    except (OSError, UnicodeDecodeError, struct.error) as error:
        print(f"{path}: left out, {error}", file=sys.stderr)
        return {}
    return {
        key: text
        for key, text in messages.items()
        if isinstance(key, str)
        and SHORTEST <= len(key) <= LONGEST
        and " " in key.strip()
        and text.strip()
        and text != key
    }


def plain(message: str) -> str:
    """The message without what only programs read: placeholders, accelerators, mark-up."""
    message = re.sub(
        r"%(\d+\$)?[-+ #0]*[\d*]*(\.[\d*]+)?[hlLqjzt]*[a-zA-Z]|%\(\w+\)\w", " ", message
    )
    message = re.sub(r"<[^>]{1,40}>|[_`\\]", "", message)
    return " ".join(message.split())


if __name__ == "__main__":
    sys.exit(main())
