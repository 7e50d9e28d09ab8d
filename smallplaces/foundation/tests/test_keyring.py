"""The file of the key ring."""

import threading
from pathlib import Path

import pytest

from smallplaces.foundation.keyring import (
    RingTrouble,
    can_be_read_by_others,
    make_ring,
    read_ring,
    replace_ring,
    ring_at,
)
from smallplaces.foundation.sealing import Key, KeyMissing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ring could be."""
    return tmp_path / "keys.json"


def test_a_ring_is_made_once_and_only_its_owner_reads_it(path: Path) -> None:
    assert make_ring(path)
    first = path.read_text()
    assert not make_ring(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert not can_be_read_by_others(path)
    assert list(path.parent.iterdir()) == [path], "nothing half written stays behind"


def test_many_who_make_one_at_once_all_get_the_same(path: Path) -> None:
    gate, found = threading.Barrier(8), []

    def take() -> None:
        gate.wait()
        found.append(ring_at(path, make=True).writing.id)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert set(found) == {read_ring(path).writing.id}


def test_a_changed_ring_is_seen_at_once(path: Path) -> None:
    old = ring_at(path, make=True)
    assert ring_at(path) is old
    replace_ring(path, old.with_new_key(Key.new()))
    new = ring_at(path)
    assert new.writing.id != old.writing.id
    assert set(new.keys) == {old.writing.id, new.writing.id}
    assert new.keys[old.writing.id].secret == old.writing.secret
    assert new.keys[old.writing.id].made_at == old.writing.made_at


def test_a_ring_that_is_not_there_is_missing_and_is_not_made_unasked(path: Path) -> None:
    with pytest.raises(KeyMissing):
        ring_at(path)
    assert not path.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": [{"id": "0a1b2c3d"}]}', '{"keys": 3}', '{"keys": []}']
)
def test_a_damaged_ring_says_what_to_do(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(RingTrouble, match="Put its copy back"):
        ring_at(path)


def test_a_ring_that_cannot_be_read_says_so(path: Path) -> None:
    path.mkdir()
    with pytest.raises(RingTrouble, match="can not be read"):
        ring_at(path)
