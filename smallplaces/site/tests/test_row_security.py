"""What PostgreSQL itself shows, whatever a page forgets to ask."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.acting import Actor, Office, acting_as, acting_as_person
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people.models import Account
from smallplaces.ground.trust.models import Sight
from smallplaces.site.row_security import saying
from smallplaces.site.row_security.applying import lay_policies, policies
from tests.cast import AT, Cast, build_cast

LIBPQ = {"host", "port", "user", "password", "dbname"}
TABLES = sorted(table for table, _ in policies())


@pytest.fixture
def as_the_app(cast: Cast) -> Iterator[Any]:
    """Return a cursor with the rights of the running site, before it says who acts."""
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'smallplaces_app'")
        if cursor.fetchone() != (1,):
            pytest.skip("This PostgreSQL is not ours: it has no smallplaces_app.")
        cursor.execute("SET LOCAL ROLE smallplaces_app")
        yield cursor
        cursor.execute("RESET ROLE")


def count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])


def tell(cursor: Any, said: str) -> None:
    cursor.execute("SELECT set_config('smallplaces.actor', %s, true)", [said])


def pid() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


@contextmanager
def app_connection() -> Iterator[psycopg.Connection[Any]]:
    """Connect as the running site does, not as the owner who steps down."""
    known = connection.get_connection_params()
    known["user"] = "smallplaces_app"
    try:
        conn = psycopg.connect(**{k: v for k, v in known.items() if k in LIBPQ}, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("This PostgreSQL is not ours: it has no smallplaces_app.")
    with closing(conn):
        yield conn


def run_all(conn: psycopg.Connection[Any], sql: str) -> Any:
    """Run statements one by one, and return the first row of the last."""
    answer = None
    for statement in sql.split("; "):
        answer = conn.execute(cast_sql(statement))
    return answer.fetchone() if answer is not None and answer.description else None


def cast_sql(statement: str) -> bytes:
    return statement.encode()


def test_every_table_with_personal_data_is_under_policies_that_bind_its_owner_too(
    db: None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relrowsecurity AND relforcerowsecurity"
        )
        forced = {name for (name,) in cursor.fetchall()}
    assert forced == set(TABLES)


def test_laying_the_policies_again_changes_nothing_and_mends_what_was_taken_off(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # a savepoint, two looks, and its end
        lay_policies()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_sight NO FORCE ROW LEVEL SECURITY")
        lay_policies()
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'trust_sight'")
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("table", TABLES)
def test_where_nobody_says_who_acts_there_is_no_row(as_the_app: Any, table: str) -> None:
    assert count(as_the_app, table) == 0


def test_where_nobody_says_who_acts_nothing_is_written(as_the_app: Any, cast: Cast) -> None:
    as_the_app.execute("UPDATE offers_wish SET words = 'Mine.'")
    assert as_the_app.rowcount == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Wish.objects.create(
            person=cast.amina, words="Mine.", made_by=cast.amina, made_at=AT, changed_at=AT
        )


def test_whoever_acts_sees_what_is_theirs_and_a_stranger_nothing(cast: Cast) -> None:
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    for person, seen in ((cast.amina, 1), (cast.cerys, 1), (cast.dev, 0), (cast.bryn, 0)):
        with acting_as_person(person, at=AT):
            assert Wish.objects.count() == seen, person.name


def test_nobody_writes_what_they_may_not_see(cast: Cast) -> None:
    with acting_as_person(cast.dev, at=AT):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Wish.objects.create(
                person=cast.amina, words="Mine.", made_by=cast.dev, made_at=AT, changed_at=AT
            )
        assert Sight.objects.filter(subject=cast.amina).update(viewer=cast.dev) == 0


def test_nobody_sees_how_others_are_reached(cast: Cast) -> None:
    with acting_as_person(cast.dev, at=AT):
        assert list(Account.objects.values_list("person", flat=True)) == [cast.dev.pk]


def test_letters_find_addresses_and_nothing_else(cast: Cast) -> None:
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    with acting_as(Actor(Office.POST, AT)):
        assert Account.objects.count() > 5
        assert (Wish.objects.count(), Sight.objects.count()) == (0, 0)


def test_what_was_said_ends_with_whoever_acted(cast: Cast) -> None:
    with acting_as_person(cast.amina, at=AT):
        assert Sight.objects.exists()
    with connection.cursor() as cursor:
        assert Sight.objects.exists()  # the owner again
        cursor.execute("SELECT current_setting('smallplaces.actor'), current_user")
        said, user = cursor.fetchone()
    assert (said, user) != ("", "smallplaces_app") and not said


def test_taking_back_to_a_savepoint_leaves_nobody_elses_word_behind(cast: Cast) -> None:
    """PostgreSQL goes back to what it was told before the savepoint; it has to be told again."""
    with acting_as_person(cast.dev, at=AT):
        assert Wish.objects.count() == 0
        with acting_as_person(cast.amina, at=AT):
            point = transaction.savepoint()
            assert Account.objects.count() == 1
        Account.objects.count()
        transaction.savepoint_rollback(point)
        assert list(Account.objects.values_list("person", flat=True)) == [cast.dev.pk]


FORGERIES = {
    "another person": lambda w, cast: [w[0], str(cast.amina.pk), *w[2:]],
    "the keeper": lambda w, cast: ["keeper", "0", *w[2:]],
    "another moment": lambda w, cast: [*w[:2], "0", *w[3:]],
    "longer": lambda w, cast: [*w[:3], str(int(w[3]) + 9), *w[4:]],
    "another connection": lambda w, cast: [*w[:4], str(int(w[4]) + 1), w[5]],
    "unsigned": lambda w, cast: [*w[:5], ""],
    "too few": lambda w, cast: w[:2],
    "too many": lambda w, cast: [*w, "x"],
    "nothing": lambda w, cast: [],
    "SQL": lambda w, cast: ["person", "1", "1", "1", "1", "';DROP/**/TABLE/**/trust_sight;--"],
}


@pytest.mark.parametrize("which", sorted(FORGERIES))
def test_what_was_not_signed_shows_nothing(as_the_app: Any, cast: Cast, which: str) -> None:
    word = saying.signed(Actor(Office.PERSON, AT, cast.dev.pk), pid=pid()).split(" ")
    tell(as_the_app, " ".join(FORGERIES[which](word, cast)))
    assert [table for table in TABLES if count(as_the_app, table)] == []


def test_what_was_signed_for_another_connection_shows_nothing(as_the_app: Any, cast: Cast) -> None:
    tell(as_the_app, saying.signed(Actor(Office.KEEPER, AT), pid=pid() + 1))
    assert [table for table in TABLES if count(as_the_app, table)] == []


def test_what_was_signed_too_long_ago_shows_nothing(
    as_the_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(saying.time, "time", lambda: now - saying.LASTS - 1)
    tell(as_the_app, saying.signed(Actor(Office.KEEPER, AT), pid=pid()))
    assert [table for table in TABLES if count(as_the_app, table)] == []


@given(said=st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_at_all_break_it_or_open_it(as_the_app: Any, said: str) -> None:
    tell(as_the_app, said)
    assert count(as_the_app, "trust_sight") == 0


@pytest.mark.parametrize(
    "attack",
    [
        "SET ROLE smallplaces_owner",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION smallplaces_owner",
        "SELECT * FROM rls.signing_key",
        "INSERT INTO rls.signing_key VALUES ('', '')",
        "CREATE OR REPLACE FUNCTION rls.actor() RETURNS rls.who LANGUAGE sql AS 'SELECT NULL'",
        "CREATE FUNCTION rls.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "DROP POLICY of_whoever_acts ON trust_sight",
        "CREATE POLICY mine ON trust_sight USING (true)",
        "ALTER TABLE trust_sight DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE trust_sight NO FORCE ROW LEVEL SECURITY",
        "ALTER ROLE smallplaces_app BYPASSRLS",
        "SET row_security = off; SELECT * FROM trust_sight",
        "COPY offers_wish TO PROGRAM 'cat'",
    ],
)
def test_the_site_cannot_lift_the_policies(cast: Cast, attack: str) -> None:
    """Not within a transaction of tests, whose owner may step up: a connection of the app's own."""
    with app_connection() as conn, pytest.raises(psycopg.Error):
        run_all(conn, attack)


SNEAKY = [
    # Whatever stands in front of the tables in the search path, the functions look at the tables.
    "CREATE TEMP TABLE trust_sight AS SELECT 1 viewer_id; SELECT count(*) FROM offers_wish",
    "CREATE TEMP TABLE circles_membership (x int); SELECT count(*) FROM offers_wish",
    "SET search_path = pg_temp, public; SELECT count(*) FROM public.offers_wish",
    # A condition that would tell by its error what is in a row is never asked about that row.
    "SELECT count(*) FROM offers_wish WHERE words::int = 1",
    "SELECT count(*) FROM offers_wish WHERE 1 / (length(words) - length(words)) = 1",
    "SET LOCAL ROLE none; SELECT count(*) FROM offers_wish",
    "SELECT set_config('smallplaces.actor', 'keeper 0 0 9999999999 0 x', false);"
    " SELECT count(*) FROM offers_wish",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attack", SNEAKY)
def test_nothing_smuggled_into_a_statement_shows_a_row(attack: str) -> None:
    cast = build_cast(at=AT)
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    with app_connection() as conn:
        stranger = saying.signed(Actor(Office.PERSON, AT, cast.dev.pk), pid=conn.info.backend_pid)
        conn.execute("SELECT set_config('smallplaces.actor', %s, false)", [stranger])
        assert run_all(conn, attack) == (0,)


@pytest.mark.django_db(transaction=True)
def test_what_is_said_is_forgotten_with_the_transaction() -> None:
    cast = build_cast(at=AT)
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    with app_connection() as conn:
        word = saying.signed(Actor(Office.PERSON, AT, cast.amina.pk), pid=conn.info.backend_pid)
        with conn.transaction():
            conn.execute("SELECT set_config('smallplaces.actor', %s, true)", [word])
            assert run_all(conn, "SELECT count(*) FROM offers_wish") == (1,)
        assert run_all(conn, "SELECT count(*) FROM offers_wish") == (0,)
