"""Get a place ready to be served: tables, the demonstration, static files.

Each step is skipped when nothing changed since it was last done.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import psycopg
from django.db.utils import OperationalError as DjangoOperationalError

from smallplaces.site.postgres import DatabaseTrouble

from . import fingerprints
from .checks import ABOVE_ROW_SECURITY
from .place import data_folder, is_demonstration, is_production, set_up_django

log = logging.getLogger(__name__)

DEMONSTRATION = "smallplaces.site.demonstration"
ALWAYS_INVENTED = "amina@example.org"


def prepare(owner_url: str) -> None:
    """Do whatever the place still needs before people come in, as the owner of the tables.

    Raises DatabaseTrouble if the database goes away meanwhile.
    """
    try:
        with one_at_a_time(owner_url):
            bring_tables_up_to_date(owner_url)
            secure_rows(owner_url)
            check_keys_are_here(owner_url)
            if is_demonstration():
                build_demonstration(owner_url)
            elif is_production():
                check_nobody_is_invented(owner_url)
            collect_static_files(owner_url)
            close_connections()
    except (psycopg.OperationalError, DjangoOperationalError) as error:
        raise DatabaseTrouble(f"The place could not be got ready: {error}") from error


@contextmanager
def one_at_a_time(owner_url: str) -> Iterator[None]:
    """Wait while another program gets the same place ready; its lock goes when it does."""
    with psycopg.connect(owner_url, connect_timeout=3, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('getting this place ready'))")
        yield


def check_rights(app_url: str, owner_url: str) -> None:
    """Stop if the site would be above row-level security: it would then protect nobody."""
    try:
        with psycopg.connect(app_url, connect_timeout=3) as connection:
            row = connection.execute(ABOVE_ROW_SECURITY).fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseTrouble(f"The database does not answer: {error}") from error
    if row is None or row[1] or app_url == owner_url:
        raise DatabaseTrouble(
            "DATABASE_URL names a role that row-level security does not bind (a superuser, one with"
            " BYPASSRLS, or the owner of the tables). Name an ordinary role there, and the one that"
            " owns the tables in DATABASE_OWNER_URL. See docs/how-to/doctor.md."
        )


def bring_tables_up_to_date(owner_url: str, *, always: bool = False) -> None:
    """Run Django's migrations, unless these very ones ran already.

    Raises DatabaseTrouble if the database does not answer.
    """
    mark = fingerprints.of_migrations()
    try:
        if not always and fingerprints.read_mark(owner_url) == mark:
            return
        migrate(owner_url)
        fingerprints.write_mark(owner_url, mark)
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        raise DatabaseTrouble(f"The tables can not be brought up to date: {error}") from error


def migrate(owner_url: str) -> None:
    """Run Django's migrations and say which."""
    set_up_django(owner_url)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


def secure_rows(owner_url: str) -> None:
    """See that the database shows each row only to whoever may see it."""
    set_up_django(owner_url)
    from django.apps import apps

    if apps.is_installed("smallplaces.site"):
        from smallplaces.site.row_security.applying import lay_policies

        lay_policies()


def build_demonstration(owner_url: str) -> None:
    """Build the demonstration place, if its builder is there; it knows whether it has to.

    A place that could not be filled is still worth serving, so a failure is told and passed over.
    """
    set_up_django(owner_url)
    build = getattr(import_module(DEMONSTRATION), "build_once", None) if is_there() else None
    if build is None:
        click.echo("There is no demonstration place to build: this place starts empty.")
        return
    try:
        build()
    except DjangoOperationalError:
        raise
    except Exception as error:
        log.exception("The demonstration place could not be built: %s", error)


def check_nobody_is_invented(owner_url: str) -> None:
    """Stop if invented people live here: anyone could have walked in as one of them."""
    set_up_django(owner_url)
    with psycopg.connect(owner_url, connect_timeout=3) as connection:
        if invented_people_live_here(connection.cursor()):
            raise DatabaseTrouble(
                "This database holds the demonstration place, so it cannot be a real one."
                " Start with an empty database."
            )


def invented_people_live_here(cursor: Any) -> bool:
    """Say whether the demonstration place was built in the database that `cursor` reads.

    Only its people have addresses at example.org, which belongs to nobody (RFC 2606); one of them
    is there each time. Addresses are sealed, so hers is looked for by its index.
    """
    from smallplaces.ground.people.models import Account

    index: Any = Account._meta.get_field("email_index")
    question = "SELECT EXISTS (SELECT FROM people_account WHERE email_index = ANY(%s))"
    cursor.execute(question, [index.indexes_of(ALWAYS_INVENTED)])
    (found,) = cursor.fetchone()
    return bool(found)


def check_keys_are_here(owner_url: str) -> None:
    """Stop if there are addresses that none of our keys opens: almost nobody could come in."""
    set_up_django(owner_url)
    from django.apps import apps

    if not apps.is_installed("smallplaces.ground.people"):
        return
    with psycopg.connect(owner_url, connect_timeout=3) as connection:
        missing = foreign_key_in(connection.cursor())
    if missing is not None:
        raise DatabaseTrouble(
            f"This database was sealed with the key {missing}, which is not on the key ring. Put"
            " the copy of the ring back (docs/how-to/keep-the-keys.md), or start with an empty"
            " database."
        )


def foreign_key_in(cursor: Any) -> str | None:
    """Return the name of a key that sealed an address and is not on our ring, or None."""
    from smallplaces.foundation.fields import ring

    question = """
        SELECT split_part(email, '.', 2) FROM people_account
         WHERE email IS NOT NULL AND split_part(email, '.', 2) <> ALL(%s) LIMIT 1
    """
    cursor.execute(question, [list(ring().keys)])
    row = cursor.fetchone()
    return row[0] if row else None


def is_there() -> bool:
    """Say whether this installation has a demonstration place."""
    return find_spec(DEMONSTRATION) is not None


def collect_static_files(owner_url: str) -> None:
    """Gather styles, scripts and fonts where the web server finds them."""
    set_up_django(owner_url)
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    mark_file = data_folder() / "static.mark"
    mark = fingerprints.of_static_files(root)
    if root.exists() and mark_file.exists() and mark_file.read_text() == mark:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark_file.write_text(mark)


def close_connections() -> None:
    """Let go of the owner's connections: the running site must not need them."""
    from django.db import connections

    connections.close_all()
