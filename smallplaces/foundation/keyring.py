"""The file that holds the keys of a place: read, made, changed, never half written.

It is looked at again whenever it changed, so that a running site seals with a new key at once.
"""

import base64
import binascii
import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from .sealing import Key, KeyMissing, KeyRing

ABOUT = (
    "The keys of this place. Keep a copy away from the database and its backups:"
    " without it nobody can read what is sealed, and no one can make it again."
)
Stamp = tuple[int, int, int]


class RingTrouble(Exception):
    """The file of the key ring can not be used. Says why, and what to do."""


_read: dict[Path, tuple[Stamp, KeyRing]] = {}


def ring_at(path: Path, *, make: bool = False) -> KeyRing:
    """Return the ring in the file at `path`, as it is now; with `make`, one is made if none is.

    Raises KeyMissing when there is no file, RingTrouble when it can not be read.
    """
    try:
        stamp = _stamp(path)
    except FileNotFoundError:
        if not make:
            raise KeyMissing(f"There is no key ring at {path}.") from None
        make_ring(path)
        stamp = _stamp(path)
    known = _read.get(path)
    if known is None or known[0] != stamp:
        known = _read[path] = (stamp, read_ring(path))
    return known[1]


def read_ring(path: Path) -> KeyRing:
    """Return the ring in the file at `path`. Raises RingTrouble."""
    try:
        keys = json.loads(path.read_text())["keys"]
        return KeyRing(
            Key(
                id=each["id"],
                secret=base64.b64decode(each["secret"], validate=True),
                made_at=datetime.fromisoformat(each["made_at"]),
                writes=each["use"] == "writing",
            )
            for each in keys
        )
    except OSError as error:
        raise RingTrouble(f"The key ring at {path} can not be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise RingTrouble(f"The key ring at {path} is damaged. Put its copy back.") from error


def make_ring(path: Path) -> bool:
    """Put a ring with one new key at `path`, for us only. Says whether; one that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = _written_beside(path, KeyRing([Key.new()]))
    try:
        os.link(written, path)
    except FileExistsError:
        return False
    finally:
        written.unlink()
    return True


def replace_ring(path: Path, ring: KeyRing) -> None:
    """Put `ring` in the place of the one at `path`: whole, or not at all."""
    _written_beside(path, ring).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def can_be_read_by_others(path: Path) -> bool:
    """Say whether anybody on this machine could read the file at `path`."""
    return bool(path.stat().st_mode & 0o007)


def _written_beside(path: Path, ring: KeyRing) -> Path:
    keys = [
        {
            "id": key.id,
            "made_at": key.made_at.isoformat(),
            "use": "writing" if key.writes else "reading",
            "secret": base64.b64encode(key.secret).decode(),
        }
        for key in ring.keys.values()
    ]
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"about": ABOUT, "keys": keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino, found.st_size
