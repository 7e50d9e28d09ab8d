"""Use a place's database, whoever keeps it running."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from .home import Home, find_home
from .keeper import Keeper, is_answering
from .roles import DATABASE, PORT, ROLE_NAMES, Role, connected
from .trouble import DatabaseTrouble


@dataclass(frozen=True)
class Cluster:
    """A place's database that answers."""

    home: Home

    def url(self, role: Role = "app") -> str:
        """Return the DATABASE_URL for `role`. It holds no secret: the kernel says who we are."""
        folder = quote(str(self.home.socket), safe="/")
        return f"postgresql://{ROLE_NAMES[role]}@/{DATABASE}?host={folder}&port={PORT}"

    def connect(self, role: Role = "app") -> AbstractContextManager[psycopg.Connection[Any]]:
        """Connect as `role`; each statement commits by itself."""
        return connected(self.home.socket, role=ROLE_NAMES[role], database=DATABASE)


@contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[Cluster]:
    """Keep the database of the folder `data` running for as long as the block runs.

    Makes it on first use. When another program already keeps it, that one is used, and this one
    takes over should the other go. `durable=False` is for tests: fast, and lost with the power.

    Raises DatabaseTrouble, whose message says what to do.
    """
    keeper = Keeper(data, durable=durable)
    try:
        keeper.start()
        yield Cluster(keeper.home)
    finally:
        keeper.stop()


def attach(data: Path) -> Cluster:
    """Return the database of `data` that another program keeps running.

    Raises DatabaseTrouble when none does.
    """
    home = find_home(data)
    if not is_answering(home):
        raise DatabaseTrouble(
            f"No database is running for {data}. Start it with `smallplaces run`."
        )
    return Cluster(home)
