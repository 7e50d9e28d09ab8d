"""Forged words, stepped-up roles, sneaky statements: none shows a row."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.acting import Actor, Office
from smallplaces.ground.offers import actions as offers
from smallplaces.site.row_security import saying
from smallplaces.site.tests.row_security.connecting import (
    TABLES,
    app_connection,
    count,
    pid,
    run_all,
    tell,
)
from tests.cast import AT, Cast, build_cast

FORGERIES: dict[str, Callable[[list[str], Cast], list[str]]] = {
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
    monkeypatch.setattr(saying, "LASTS", -1)
    tell(as_the_app, saying.signed(Actor(Office.KEEPER, AT), pid=pid()))
    assert [table for table in TABLES if count(as_the_app, table)] == []


@given(said=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
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
