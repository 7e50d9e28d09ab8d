"""Sealing, against outside vectors and an opener of our own making."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.sealing import (
    Broken,
    Key,
    KeyMissing,
    KeyRing,
    email_alike,
    phone_alike,
)

AT = datetime(2026, 3, 2, tzinfo=UTC)
SECRET = bytes(range(32))
KEY = Key(id="0a1b2c3d", secret=SECRET, made_at=AT, writes=True)
RING = KeyRing([KEY])
HERE: dict[str, Any] = {"table": "people_account", "column": "email", "row": ["7"]}
# Sealed once and for all: what a place sealed years ago must still open.
KEPT = "v1.0a1b2c3d.nwlQPtOk291G6iW-kK9W6AJqcge0z5B22SJlpZp2zhllEa6pt4TTI3OdsqY1"


def hkdf(secret: bytes, info: bytes, length: int = 32) -> bytes:
    """Return what RFC 5869 draws from `secret` with SHA-256 and no salt, by its own words."""
    drawn, block = b"", b""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    for number in range(1, -(-length // 32) + 1):
        block = hmac.new(extracted, block + info + bytes([number]), hashlib.sha256).digest()
        drawn += block
    return drawn[:length]


def test_our_own_opener_draws_keys_as_the_rfc_does() -> None:
    wanted = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == wanted  # RFC 5869, test case 3


def test_the_cipher_gives_what_its_authors_printed() -> None:
    """McGrew and Viega, The Galois/Counter Mode of Operation, test case 16 (AES-256)."""
    key = Key(id="00000000", secret=bytes(32), made_at=AT, writes=True)
    cipher = type(key.cipher)(
        bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    )
    words = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    with_it = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = cipher.encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), words, with_it)
    assert sealed.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )


@given(words=st.text(), row=st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_another_hand_opens_what_we_sealed(words: str, row: list[str]) -> None:
    token = RING.seal(words, table="t", column="c", row=row)
    version, id, rest = token.split(".")
    sealed = base64.urlsafe_b64decode(rest)
    nonce, body, tag = sealed[:12], sealed[12:-16], sealed[-16:]
    opener = Cipher(AES(hkdf(SECRET, b"small places: sealing")), GCM(nonce, tag)).decryptor()
    opener.authenticate_additional_data(json.dumps([version, id, "t", "c", *row]).encode())
    opened = opener.update(body) + opener.finalize()
    assert opened.decode("utf-8", "surrogatepass") == words


def test_what_was_sealed_once_opens_for_ever() -> None:
    assert RING.unseal(KEPT, **HERE) == "amina@example.org"


@given(words=st.text())
def test_words_come_back_as_they_went_in(words: str) -> None:
    assert RING.unseal(RING.seal(words, **HERE), **HERE) == words


@given(
    st.lists(st.text(max_size=6), min_size=3, max_size=6),
    st.lists(st.text(max_size=6), min_size=3, max_size=6),
)
def test_words_open_in_their_own_place_only(one: list[str], other: list[str]) -> None:
    token = RING.seal("x", table=one[0], column=one[1], row=one[2:])
    if one == other:
        assert RING.unseal(token, table=other[0], column=other[1], row=other[2:]) == "x"
    else:
        with pytest.raises(Broken):
            RING.unseal(token, table=other[0], column=other[1], row=other[2:])


@given(bit=st.integers(min_value=0, max_value=8 * (12 + 17 + 16) - 1))
def test_one_bit_turned_is_found(bit: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(KEPT.split(".")[2]))
    sealed[bit // 8] ^= 1 << bit % 8
    turned = base64.urlsafe_b64encode(bytes(sealed)).decode()
    with pytest.raises(Broken):
        RING.unseal(f"v1.0a1b2c3d.{turned}", **HERE)


@given(st.text() | st.builds("v1.0a1b2c3d.{}".format, st.text(alphabet="AZaz09_-=", max_size=90)))
def test_what_is_no_token_is_broken_and_nothing_worse(text: str) -> None:
    with pytest.raises(Broken):
        RING.unseal(text, **HERE)


def test_the_same_words_are_never_sealed_alike() -> None:
    assert len({RING.seal("x", **HERE) for _ in range(100)}) == 100


def test_a_key_that_is_gone_is_named() -> None:
    with pytest.raises(KeyMissing, match="0a1b2c3d"):
        KeyRing([Key.new()]).unseal(KEPT, **HERE)


def test_a_new_key_writes_and_the_old_ones_read() -> None:
    ring = RING.with_new_key(Key.new())
    assert ring.unseal(KEPT, **HERE) == "amina@example.org"
    assert not ring.is_sealed_to_write(KEPT)
    assert ring.is_sealed_to_write(ring.seal("x", **HERE))
    with pytest.raises(KeyMissing):
        ring.only_with(()).unseal(KEPT, **HERE)


def test_an_index_is_a_keyed_hash_that_says_its_key_and_fits_one_column() -> None:
    index = RING.index("amina@example.org", table="people_account", column="email_index")
    said = b'["v1", "people_account", "email_index", "amina@example.org"]'
    secret = hkdf(SECRET, b"small places: blind index")
    wanted = hmac.new(secret, said, hashlib.sha256).digest()[:16]
    id, rest = index.split(".")
    assert (id, base64.urlsafe_b64decode(rest + "==")) == ("0a1b2c3d", wanted)
    other = RING.index("amina@example.org", table="people_joinlink", column="email_index")
    assert other != index


def test_an_index_of_an_older_key_is_looked_for_too() -> None:
    where = {"table": "t", "column": "c"}
    old = RING.index("x", table="t", column="c")
    ring = RING.with_new_key(Key.new())
    assert old in ring.indexes("x", **where)
    assert ring.index("x", table="t", column="c") != old


@pytest.mark.parametrize(
    "typed", ["Amina@Example.org", " amina@example.ORG\n", "ａｍｉｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ"]
)
def test_an_address_is_known_however_it_is_typed(typed: str) -> None:
    assert email_alike(typed) == "amina@example.org"


@pytest.mark.parametrize(
    "typed",
    ["07700 900001", "+44 7700 900001", "+44 (0)7700 900001", "0044 7700-900001", "０7700900001"],
)
def test_a_number_is_known_however_it_is_typed(typed: str) -> None:
    assert phone_alike(typed) == "07700900001"


@pytest.mark.parametrize("keys", [[], [KEY.only_for_reading()], [KEY, Key.new()]])
def test_exactly_one_key_writes(keys: list[Key]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        KeyRing(keys)


def test_a_key_shows_its_name_and_no_more() -> None:
    assert repr(KEY) == "<Key 0a1b2c3d>"
