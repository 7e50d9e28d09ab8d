"""Sealing: words enciphered so that they open only in the row and the column they were written for.

A sealed text is a token, `v1.<key>.<nonce and ciphertext>`, by AES-256-GCM (NIST SP 800-38D) with a
nonce by chance. Table, column and what tells the row from any other go in as associated data, so
that a token put anywhere else does not open. A blind index is a keyed hash (HMAC-SHA-256, cut to
128 bits) by which a row is found again without its words: whoever lacks the key can not try
addresses. Both are made with keys of their own, drawn from a key of the ring (HKDF, RFC 5869).

Not hidden: that there are words, how long they are, and which rows of one column have equal ones
where there is an index. One key is good for 2³² sealings: change it once a year.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES: Final = 12
INDEX_BYTES: Final = 16
TOKEN: Final = re.compile(r"v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+={0,2})")


class Broken(Exception):
    """These words were changed, or moved from another place: nobody can open them."""


class KeyMissing(Broken):
    """These words were sealed with a key that is not on the ring."""


class Key:
    """A key of the ring, and the two that are drawn from it. Never shown: its name is its `id`."""

    def __init__(self, *, id: str, secret: bytes, made_at: datetime, writes: bool) -> None:
        if not re.fullmatch(r"[0-9a-f]{8}", id) or len(secret) != 32:
            raise ValueError("A key has a name of eight letters 0 to f, and 32 bytes.")
        self.id, self.secret, self.made_at, self.writes = id, secret, made_at, writes
        self.cipher = AESGCM(_drawn(secret, "sealing"))
        self.index_secret = _drawn(secret, "blind index")

    def __repr__(self) -> str:
        return f"<Key {self.id}>"

    @classmethod
    def new(cls, *, at: datetime | None = None) -> "Key":
        """Return a key by chance that writes."""
        made_at = at or datetime.now(UTC)
        return cls(
            id=secrets.token_hex(4), secret=secrets.token_bytes(32), made_at=made_at, writes=True
        )

    def only_for_reading(self) -> "Key":
        """Return the same key, with which nothing new is sealed."""
        return Key(id=self.id, secret=self.secret, made_at=self.made_at, writes=False)


class KeyRing:
    """The keys of a place: one that writes, and those that still open what was sealed before."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = {key.id: key for key in keys}
        writing = [key for key in self.keys.values() if key.writes]
        if len(writing) != 1:
            raise ValueError("A key ring has exactly one key that writes.")
        self.writing = writing[0]

    def with_new_key(self, key: Key) -> "KeyRing":
        """Return a ring on which `key` writes and all others only read."""
        return KeyRing([*(each.only_for_reading() for each in self.keys.values()), key])

    def only_with(self, ids: Iterable[str]) -> "KeyRing":
        """Return a ring with the writing key and those in `ids`."""
        kept = {*ids, self.writing.id}
        return KeyRing(key for key in self.keys.values() if key.id in kept)

    def seal(self, text: str, *, table: str, column: str, row: Sequence[str]) -> str:
        """Return a token for `text` that opens only there."""
        key, nonce = self.writing, secrets.token_bytes(NONCE_BYTES)
        where = _where(key.id, table, column, row)
        sealed = nonce + key.cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), where)
        return f"v1.{key.id}.{base64.urlsafe_b64encode(sealed).decode()}"

    def unseal(self, token: str, *, table: str, column: str, row: Sequence[str]) -> str:
        """Return the words of a token. Raises KeyMissing, Broken."""
        found = TOKEN.fullmatch(token)
        if found is None:
            raise Broken(f"What stands in {table}.{column} is not sealed.")
        id, rest = found.groups()
        key = self.keys.get(id)
        if key is None:
            raise KeyMissing(f"{table}.{column} was sealed with the key {id}, which is not here.")
        try:
            sealed = base64.b64decode(rest, altchars=b"-_", validate=True)
            nonce, words = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            opened = key.cipher.decrypt(nonce, words, _where(id, table, column, row))
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Broken(f"{table}.{column} was changed, or moved from another row.") from error
        return opened.decode("utf-8", "surrogatepass")

    def is_sealed_to_write(self, token: str) -> bool:
        """Say whether `token` was sealed with the key that writes now."""
        return token.startswith(f"v1.{self.writing.id}.")

    def index(self, value: str, *, table: str, column: str, key: Key | None = None) -> str:
        """Return the blind index of `value`, already made alike, as it is written now."""
        key = key or self.writing
        said = json.dumps(["v1", table, column, value]).encode()
        digest = hmac.new(key.index_secret, said, hashlib.sha256).digest()[:INDEX_BYTES]
        return f"{key.id}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    def indexes(self, value: str, *, table: str, column: str) -> list[str]:
        """Return the blind indexes of `value` under every key, so that old rows are found too."""
        return [
            self.index(value, table=table, column=column, key=key) for key in self.keys.values()
        ]


def email_alike(email: str) -> str:
    """Return an address so that small letters, spaces and look-alike signs make no difference."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def phone_alike(phone: str) -> str:
    """Return the digits of a number, +44 and 0044 as the 0 that people dial at home."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    digits = "".join(str(int(each)) for each in plain if each.isdigit())
    for abroad in ("44", "0044"):
        if digits.startswith(abroad) and (plain.startswith("+") or abroad == "0044"):
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits


def _drawn(secret: bytes, purpose: str) -> bytes:
    info = f"small places: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _where(key: str, table: str, column: str, row: Sequence[str]) -> bytes:
    """Return the associated data: a list, so that no two places are written alike."""
    return json.dumps(["v1", key, table, column, *row]).encode()
