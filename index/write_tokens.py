"""The tokens of a release: their codes in the order of the chunks, and the means to subtract."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index.centre import (
    TOKEN_PRIOR,
    LanguageMeans,
    blend,
    load_prior,
    origin_of,
    transformed,
    write_means,
)
from index.embedder import Embedder, TokenEmbedder
from index.token_codes import TokenCodes, turn
from index.token_index import TokenIndex


def token_prior(embedder: Embedder, *, wanted: bool) -> LanguageMeans:
    """The shipped means of tokens; empty where a release keeps no tokens."""
    if wanted and isinstance(embedder, TokenEmbedder):
        return load_prior(embedder.fingerprint, name=TOKEN_PRIOR)
    return LanguageMeans(fingerprint=embedder.fingerprint, languages={})


def write_tokens(
    folder: Path,
    keys: Sequence[bytes],
    codes_of: Callable[[range], Iterable[TokenCodes]],
    languages: Sequence[str],
    *,
    prior: LanguageMeans,
    means_name: str,
    own: bool = True,
    earlier: Sequence[Path] = (),
) -> None:
    """Writes the codes, or links what ``earlier`` releases have of them.

    The means of languages are the prior's and, with ``own``, their own.
    """
    origin = origin_of(prior)
    TokenIndex.build(folder, keys, codes_of, languages, origin=origin, earlier=earlier)
    built = TokenIndex.open(folder)
    measured = built.mean_tokens() if built and own else {}
    turned = transformed(prior, lambda vectors: turn(vectors, origin=origin))
    write_means(folder / means_name, blend(turned, measured, roles_apart=True))
