"""What the database did, kept outside it as it happens: the archive of its write-ahead log.

    BACKUPS/wal    what was written since the oldest backup, one compressed file for each segment
    BACKUPS/base   whole backups, one folder each (see backup.py)

BACKUPS is `backups` beside the database, or what `SMALLPLACES_BACKUPS` names. Nothing is kept until
the first backup makes `wal`: without a backup to begin from, the archive would only fill the disk.
"""

import gzip
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from .account import Account
from .home import Home, can_not_write, private_folder
from .initialise import replace_file, sync
from .trouble import DatabaseTrouble

SECONDS_BEHIND = 60  # at most: PostgreSQL hands over a segment that is not full after this long
SEGMENT = re.compile(r"([0-9A-F]{24})(\.[0-9A-F]{8}\.backup)?\.gz|([0-9A-F]{8})\.history\.gz")

ARCHIVER = """\
# Written by Small Places at every start. PostgreSQL runs it for each segment: PATH NAME.
# Ends with 0 only when the segment lies in the archive and would outlive a power cut.
set -eu
umask 077
archive={archive}
[ -d "$archive" ] || exit 0
kept="$archive/$2.gz"
if [ -e "$kept" ]; then
    gzip -dc "$kept" | cmp -s - "$1" && exit 0
    echo "The archive holds another $2 already, and nothing there is ever replaced." >&2
    exit 1
fi
half="$archive/.$2.half"
gzip -1nc "$1" > "$half"
sync "$half"
ln "$half" "$kept"
rm "$half"
sync "$archive"
"""


def backups_of(home: Home) -> Path:
    """Return the folder of the backups and the archive of `home`."""
    named = os.environ.get("SMALLPLACES_BACKUPS")
    return Path(named).resolve() if named else home.folder / "backups"


def archive_of(home: Home) -> Path:
    """Return the folder of the archive of `home`."""
    return backups_of(home) / "wal"


def make_archive(home: Home, account: Account) -> Path:
    """Make the archive if need be, from when on it is kept; return the folder of all backups.

    Raises DatabaseTrouble if PostgreSQL's user could not write in it.
    """
    backups = backups_of(home)
    try:
        backups.parent.mkdir(parents=True, exist_ok=True)
        for folder in (backups, backups / "base", backups / "wal"):
            private_folder(folder, account)
    except OSError as error:
        raise can_not_write(backups, error) from error
    if not account.can_reach(backups / "wal"):
        raise DatabaseTrouble(
            f"The database's own user ({account.name}) may not pass through the folders above"
            f" {backups}. Name another folder in SMALLPLACES_BACKUPS."
        )
    keep_histories(home, account)
    sync(backups)
    return backups


def keep_histories(home: Home, account: Account) -> None:
    """Put into the archive where each timeline of the database began, where that is missing.

    A restore begins a timeline while no archive is kept; without this, what comes after it could
    not be found.
    """
    archive = archive_of(home)
    for history in home.cluster.glob("pg_wal/*.history"):
        kept = archive / f"{history.name}.gz"
        if not kept.exists():
            half = archive / f".{history.name}.half"
            half.write_bytes(gzip.compress(history.read_bytes(), mtime=0))
            half.chmod(0o600)
            account.own(half).replace(kept)


def archiving(home: Home, account: Account) -> dict[str, str]:
    """Write the archiver's script and return the settings that have PostgreSQL use it."""
    script = home.folder / "archiver.sh"
    text = ARCHIVER.format(archive=shlex.quote(str(archive_of(home))))
    try:
        replace_file(script, text, account)
        if archive_of(home).is_dir():
            keep_histories(home, account)
    except OSError as error:
        raise can_not_write(home.folder, error) from error
    command = f"/bin/sh {shlex.quote(str(script))}".replace("%", "%%")
    return {
        "archive_mode": "on",
        "archive_timeout": str(SECONDS_BEHIND),
        "archive_command": f'{command} "%p" "%f"',
    }


def segments_in(archive: Path) -> Iterator[Path]:
    """Yield the files of an archive, oldest first; files that are not of it are passed over."""
    if archive.is_dir():
        yield from sorted(each for each in archive.iterdir() if SEGMENT.fullmatch(each.name))


def is_needed(file: Path, first: str) -> bool:
    """Say whether a place that begins at segment `first` would ask for `file`.

    The first eight letters name the timeline, which grows by one with each restore.
    """
    return file.name.endswith(".history.gz") or file.name[8:24] >= first[8:24]
