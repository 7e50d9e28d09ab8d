"""`smallplaces rotate-keys`: everything is sealed anew while people write, and nothing is lost."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from smallplaces.foundation.fields import Sealed, ring
from smallplaces.foundation.keyring import replace_ring
from smallplaces.foundation.sealing import Key, KeyRing
from smallplaces.ground.keys import queries as keys_queries
from smallplaces.ground.keys.tests.test_twice import SECRET, app_shows, with_app
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import Account, JoinLink, Person, StandingWish, WhenNotWell
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Record
from smallplaces.site import resealing
from smallplaces.site.cli import main
from smallplaces.site.cli.keys import rotate_keys
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, own_ring: Path) -> Cast:
    """Return the cast, in a place whose keys may be changed."""
    put_down_the_head()
    return build_cast(at=AT)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def run_in_a_thread() -> Result:
    """Run the command without what only a program's first thread may do."""
    return CliRunner().invoke(rotate_keys, catch_exceptions=False)


def a_page(person: Person, helps: str = "Tea, and no questions.") -> WhenNotWell:
    return WhenNotWell.objects.create(person=person, helps=helps, said_at=AT, said_by=person)


def many_wishes(person: Person, how_many: int) -> None:
    StandingWish.objects.bulk_create(
        StandingWish(
            person=person, kind="KEEP", whom=f"whom {n}", words=f"words {n}", made_at=AT,
            made_by=person,
        )
        for n in range(how_many)
    )  # fmt: skip


def an_hour_ago(own_ring: Path) -> None:
    """Make the key that writes an hour old, as it is by the time that old ones are dropped."""
    key = ring().writing
    made_at = datetime.now(UTC) - timedelta(hours=1)
    older = Key(id=key.id, secret=key.secret, made_at=made_at, writes=True)
    replace_ring(own_ring, KeyRing([*(k for k in ring().keys.values() if k != key), older]))


def test_everything_is_sealed_with_a_new_key_and_reads_as_before(cast: Cast) -> None:
    old = ring().writing.id
    a_page(cast.amina)
    actions.ask_to_join(name="Nia", email="nia@example.org", at=AT)
    with_app(cast.gwen, at=AT)
    result = run("rotate-keys")
    assert result.exit_code == 0
    accounts = Account.objects.exclude(email=None).count()
    assert f"{accounts} sealed anew: people.Account" in result.stdout
    assert "1 sealed anew: code apps" in result.stdout
    assert set(resealing.keys_in_use()) == {ring().writing.id} != {old}
    assert WhenNotWell.objects.get().helps == "Tea, and no questions."
    assert queries.account_with_email("Amina@example.org") == cast.amina.account
    assert JoinLink.objects.get(email_index__of="nia@example.org").email == "nia@example.org"
    (app,) = keys_queries.code_apps()
    where = keys_queries.where_secret_is(app.user)
    assert ring().unseal(app.data["secret"], **where) == SECRET
    assert app_shows(AT)
    assert list(resealing.what_does_not_open(AT)) == []
    record = Record.objects.get(event="keys.sealed_anew")
    assert record.details["key"] == ring().writing.id


def test_old_keys_go_when_nothing_needs_them(cast: Cast, own_ring: Path) -> None:
    run("rotate-keys")
    assert "younger than a minute" in run("rotate-keys", "--drop-old").stderr
    an_hour_ago(own_ring)
    result = run("rotate-keys", "--drop-old")
    assert result.exit_code == 0
    assert "1 old keys dropped" in result.stdout
    assert set(ring().keys) == {ring().writing.id}
    assert queries.account_with_email("amina@example.org") == cast.amina.account
    assert "0 old keys dropped" in run("rotate-keys", "--drop-old").stdout


def test_no_key_goes_that_one_row_still_needs(cast: Cast, own_ring: Path) -> None:
    replace_ring(own_ring, ring().with_new_key(Key.new()))
    an_hour_ago(own_ring)
    before = own_ring.read_bytes()
    result = run("rotate-keys", "--drop-old")
    assert result.exit_code == 1
    assert "Nothing was dropped" in result.stderr
    assert own_ring.read_bytes() == before


def test_each_time_there_is_a_new_key(cast: Cast) -> None:
    names = {ring().writing.id}
    for _ in range(3):
        assert run("rotate-keys").exit_code == 0
        names.add(ring().writing.id)
    assert len(names) == 4


def test_what_was_written_since_it_was_read_is_left_and_read_again(
    cast: Cast, own_ring: Path
) -> None:
    page = a_page(cast.amina)
    replace_ring(own_ring, ring().with_new_key(Key.new()))
    (read,) = resealing.not_sealed_to_write(WhenNotWell)
    page.helps = "My music."
    page.save()
    done = resealing.Done()
    resealing._reseal_row(read, done)
    assert (done.resealed.total(), done.meanwhile) == (0, 1)
    assert WhenNotWell.objects.get().helps == "My music."


def test_nothing_is_lost_that_people_write_meanwhile(cast: Cast) -> None:
    """Five people write, join and come in without pause, while keys change three times."""
    people = [cast.amina, cast.bryn, cast.cerys, cast.dev]
    for person in people:
        a_page(person, "0")
    many_wishes(cast.amina, 300)
    is_over = threading.Event()
    written = dict.fromkeys((person.pk for person in people), 0)

    def write(person: Person) -> None:
        for number in itertools.count(1):
            if is_over.is_set():
                return
            page = WhenNotWell.objects.get(person=person)
            assert page.helps == str(number - 1)
            page.helps = str(number)
            page.save(update_fields=["helps"] if number % 2 else None)
            written[person.pk] = number

    def come_and_go() -> None:
        for number in itertools.count():
            if is_over.is_set():
                return
            known = queries.account_with_email("amina@example.org")
            assert known is not None
            assert known.email == "amina@example.org"
            if number < 20:
                new = actions.add_person(name=f"New {number}", at=AT)
                address = f"new{number}@example.org"
                actions.open_account(person=new, email=address, by=new, at=AT)

    def rotate() -> list[str]:
        try:
            return [run_in_a_thread().output for _ in range(3)]
        finally:
            is_over.set()

    writers = [lambda person=person: write(person) for person in people]
    said, *wrong = at_once(rotate, come_and_go, *writers)
    assert wrong == [None] * 5
    assert all("All is sealed with the new key" in each for each in said), said  # type: ignore[attr-defined]
    assert min(written.values()) > 3
    found = {page.person_id: int(page.helps) for page in WhenNotWell.objects.all()}
    assert found == written
    wishes = StandingWish.objects.filter(person=cast.amina)
    assert sorted(wish.words for wish in wishes) == sorted(f"words {n}" for n in range(300))
    assert list(resealing.what_does_not_open(AT)) == []
    resealing.reseal_everything()
    assert set(resealing.keys_in_use()) == {ring().writing.id}


def environment(own_ring: Path) -> dict[str, str]:
    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}"
    return os.environ | {"DATABASE_URL": url, "SMALLPLACES_KEYS": str(own_ring)}


@pytest.mark.slow
def test_after_a_kill_it_goes_on_with_the_same_key(cast: Cast, own_ring: Path) -> None:
    many_wishes(cast.amina, 4000)
    old = ring().writing.id
    process = subprocess.Popen(
        [sys.executable, "-m", "smallplaces", "rotate-keys"],
        cwd=ROOT, env=environment(own_ring), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if old != (new := ring().writing.id) and resealing.keys_in_use()[new] > 200:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    used = resealing.keys_in_use()
    assert used[old] > 0
    assert used[new] > 0
    assert list(resealing.what_does_not_open(AT)) == [], "half way through, all can be read"
    result = run("rotate-keys")
    assert f"Going on with the key {new}." in result.stdout
    assert set(resealing.keys_in_use()) == {new}
    assert sorted(wish.whom for wish in StandingWish.objects.all()) == sorted(
        f"whom {n}" for n in range(4000)
    )


def test_two_do_not_change_keys_at_once(cast: Cast) -> None:
    with resealing.one_at_a_time():
        (said,) = at_once(run_in_a_thread)
    assert isinstance(said, Result)
    assert said.exit_code == 1
    assert "already" in said.stderr


def test_what_does_not_open_is_named_and_left_and_all_else_is_done(cast: Cast) -> None:
    page, other = a_page(cast.amina), a_page(cast.dev, "My music.")
    token: Any = WhenNotWell.objects.get(pk=page.pk).__dict__["helps"]
    WhenNotWell.objects.filter(pk=other.pk).update(helps=Sealed(token.token))
    old = ring().writing.id
    result = run("rotate-keys")
    assert result.exit_code == 1
    assert f"people.WhenNotWell {other.pk}: people_whennotwell.helps was changed" in result.stderr
    assert resealing.keys_in_use()[old] == 1
    assert WhenNotWell.objects.get(pk=page.pk).helps == "Tea, and no questions."


def test_a_place_with_nobody_in_it_can_change_keys(transactional_db: None, own_ring: Path) -> None:
    assert run("rotate-keys").exit_code == 0


# Migrations


def columns() -> Iterator[str]:
    """Yield what stands in columns that are sealed now."""
    with connection.cursor() as cursor:
        for table, column in (
            ("people_account", "email"), ("people_joinlink", "email"),
            ("people_whennotwell", "helps"), ("people_standingwish", "whom"),
            ("offers_side", "contact"), ("listings_problem", "reply_to"),
        ):  # fmt: skip
            cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
            yield from (text for (text,) in cursor.fetchall())
        cursor.execute("SELECT data->>'secret' FROM mfa_authenticator")
        yield from (text for (text,) in cursor.fetchall())


def migrate_to(**targets: str) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets.items()))


BEFORE = {
    "people": "0007_supporters_by_law", "offers": "0002_clocks_that_rest", "keys": "0001_initial",
    "listings": "0003_slips",
}  # fmt: skip


@pytest.mark.slow
def test_a_place_of_before_is_sealed_and_can_go_back(cast: Cast) -> None:
    a_page(cast.amina)
    many_wishes(cast.amina, 1203)  # more than two batches
    actions.ask_to_join(name="Nia", email="nia@example.org", at=AT)
    with_app(cast.gwen, at=AT)
    now = dict(MigrationExecutor(connection).loader.graph.leaf_nodes())
    try:
        migrate_to(**BEFORE)
        plain = list(columns())
        assert {"amina@example.org", "nia@example.org", "whom 1202"} <= set(plain)
        assert not any(each.startswith("v1.") for each in plain)
    finally:
        migrate_to(**{room: now[room] for room in BEFORE})
    assert all(each.startswith("v1.") for each in columns())
    assert len(list(columns())) == len(plain)
    assert list(resealing.what_does_not_open(AT)) == []
    assert queries.account_with_email("AMINA@example.org") == cast.amina.account
    assert WhenNotWell.objects.get().helps == "Tea, and no questions."
    connections.close_all()
