"""An open release: every index of it, read-only, as search needs them."""

from dataclasses import dataclass
from pathlib import Path

from index.centre import LanguageMeans, read_means
from index.content import Content
from index.dense import DenseIndex, open_dense
from index.exact import ExactIndex
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.spelling_words import SpellingWords
from index.token_index import TokenIndex

MEANS_NAME = "means.npz"
"""The language means a release was built with, among its files."""
TOKEN_MEANS_NAME = "token_means.npz"  # noqa: S105 - a file name
"""Those of its tokens, rotated as the tokens are coded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An open release: everything search needs, read-only and shared by threads."""

    manifest: Manifest
    content: Content
    dense: DenseIndex
    lexical: LexicalIndex
    exact: ExactIndex
    means: LanguageMeans
    tokens: TokenIndex | None
    """None where the embedder tells no vectors of tokens, or the settings left them out."""
    token_means: LanguageMeans
    spelling: SpellingWords | None
    """None where an older version built the release."""


def is_of_tokens(name: str) -> bool:
    """Whether a file holds tokens: without them passages are found as well, and ranked less well.

    They are what releases share, so damage to one of these files may reach several.
    """
    return name == TOKEN_MEANS_NAME or name.startswith("tokens-")


def open_release(
    directory: Path, manifest: Manifest, *, threads: int = 1, with_tokens: bool = True
) -> Release:
    """Opens the release in ``directory``; raises ``IndexBroken`` when a file does not load."""
    tokens = TokenIndex.open(directory) if with_tokens else None
    return Release(
        manifest=manifest,
        content=Content(directory),
        dense=open_dense(directory, threads=threads),
        lexical=LexicalIndex.open(directory),
        exact=ExactIndex.load(directory),
        means=read_means(directory / MEANS_NAME),
        tokens=tokens,
        token_means=read_means(directory / TOKEN_MEANS_NAME) if tokens else _no_means(manifest),
        spelling=SpellingWords.open(directory),
    )


def _no_means(manifest: Manifest) -> LanguageMeans:
    return LanguageMeans(fingerprint=manifest.fingerprint, languages={})
