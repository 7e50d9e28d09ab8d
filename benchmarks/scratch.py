"""A place of its own for a benchmark: a database beside the one DATABASE_URL names."""

import os
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit


def use_place(name: str, fill: Callable[[], None]) -> None:
    """Point Django at the database `smallplaces_bench_<name>`, made and filled on first use.

    It is kept, so that the next run starts at once; one that was only half filled is made again.
    Raises KeyError without DATABASE_URL.
    """
    url = os.environ["DATABASE_URL"]
    database = f"smallplaces_bench_{name}"
    if not _is_ready(url, database):
        fresh_place(name)
        fill()
        _execute(url, f"COMMENT ON DATABASE {database} IS 'filled'")
    else:
        _set_up(_renamed(url, database))
        _migrate()


def fresh_place(name: str) -> None:
    """Point Django at a new, empty `smallplaces_bench_<name>`. Raises KeyError as above."""
    url = os.environ["DATABASE_URL"]
    database = f"smallplaces_bench_{name}"
    _make_again(url, database)
    _set_up(_renamed(url, database))
    _migrate()


def _is_ready(url: str, database: str) -> bool:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        ).fetchone()
    return found is not None and found[0] == "filled"


def _make_again(url: str, database: str) -> None:
    _execute(url, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _execute(url, f"CREATE DATABASE {database}")


def _execute(url: str, command: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command.encode())


def _renamed(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _set_up(url: str) -> None:
    """Set up Django, or turn it to another database when it is set up already."""
    import django
    from django.conf import settings
    from django.db import connections

    first = not settings.configured
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smallplaces.site.settings")
    django.setup()
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = urlsplit(url).path.lstrip("/")
    # Filling takes longer than a page may; what keeps the answers the same stays.
    connection.settings_dict["OPTIONS"]["options"] = "-c synchronize_seqscans=off"
    if first:
        return
    from smallplaces.ground.listings.queries import meanings

    meanings.forget()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
