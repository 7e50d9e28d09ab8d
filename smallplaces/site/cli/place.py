"""What commands need of a place: its data folder, its database, Django.

`DATABASE_URL` names a PostgreSQL of your own; `DATABASE_OWNER_URL` the same one as the role that
owns the tables, if that is another. Without the first, the embedded database is used.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from smallplaces.foundation.acting import Actor, Office, acting_as
from smallplaces.site.postgres import Cluster, DatabaseTrouble, running
from smallplaces.site.postgres.home import find_home
from smallplaces.site.postgres.roles import ROLE_NAMES, Role

P = ParamSpec("P")
R = TypeVar("R")


def data_folder() -> Path:
    """Return the folder of the embedded database, uploads and secrets."""
    return Path(os.environ.get("SMALLPLACES_DATA", "data")).resolve()


def is_demonstration() -> bool:
    """Say whether this place is for trying things out."""
    return os.environ.get("SMALLPLACES_MODE", "demonstration") == "demonstration"


def is_production() -> bool:
    """Say whether real people use this place."""
    return os.environ.get("SMALLPLACES_MODE") == "production"


def is_embedded() -> bool:
    """Say whether the database comes with Small Places, also after Django was told its address."""
    named = os.environ.get("DATABASE_URL")
    if not named:
        return True
    home = find_home(data_folder())
    return named in {Cluster(home).url(role) for role in ROLE_NAMES}


@contextmanager
def database() -> Iterator[Callable[[Role], str]]:
    """Start or attach to the place's database; yield a function from a role to its URL."""
    if own := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL", own)
        yield lambda role: owner if role == "owner" else own
        return
    with running(data_folder()) as cluster:
        yield cluster.url


def set_up_django(url: str) -> None:
    """Make Django ready to use the database at `url`. Only the first call in a process counts."""
    import django

    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smallplaces.site.settings")
    django.setup()


@contextmanager
def django_ready(role: Role = "app") -> Iterator[None]:
    """Have the database up and Django ready for as long as the block runs."""
    with database() as url_for:
        set_up_django(url_for(role))
        from django.db import OperationalError, connections

        try:
            with acting_as(Actor(Office.KEEPER, datetime.now(UTC))):
                yield
        except OperationalError as error:
            raise DatabaseTrouble(f"The database does not answer: {error}") from error
        finally:
            connections.close_all()


def with_django(role: Role = "app") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a command so that it runs with the database up and Django ready, as `role`.

    `app` reads and writes as the site does; `owner` may change the shape of the tables.
    """

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            with django_ready(role):
                return command(*args, **kwargs)

        return wrapper

    return decorate
