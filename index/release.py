"""An open release: every index of it, read-only, as search needs them."""

from dataclasses import dataclass
from pathlib import Path

from index.centre import LanguageMeans, read_means
from index.content import Content
from index.dense import DenseIndex, open_dense
from index.exact import ExactIndex
from index.lexical import LexicalIndex
from index.manifest import Manifest

MEANS_NAME = "means.npz"
"""The language means a release was built with, among its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An open release: everything search needs, read-only and shared by threads."""

    manifest: Manifest
    content: Content
    dense: DenseIndex
    lexical: LexicalIndex
    exact: ExactIndex
    means: LanguageMeans


def open_release(directory: Path, manifest: Manifest, *, threads: int = 1) -> Release:
    """Opens the release in ``directory``; raises ``IndexBroken`` when a file does not load."""
    return Release(
        manifest=manifest,
        content=Content(directory),
        dense=open_dense(directory, threads=threads),
        lexical=LexicalIndex.open(directory),
        exact=ExactIndex.load(directory),
        means=read_means(directory / MEANS_NAME),
    )
