"""Lay the policies that the models say, in one go, as the owner of the tables."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from psycopg.sql import SQL, Composed, Identifier, Literal

from smallplaces.foundation.policies import ANYONE, THE_ROW, Policy
from smallplaces.systems.good_life.models import Page
from smallplaces.systems.good_life.queries.one_page import VOICES

from .saying import pads

FUNCTIONS = Path(__file__).with_name("functions.sql")
KEPT_FOR_OTHERS = {
    # Libraries' tables that hold what is someone's. Their rows are found by a secret (a session's
    # key, a passkey's identity) before anyone is known.
    "django_session": ANYONE,
    "account_emailaddress": ANYONE,
    "account_emailconfirmation": ANYONE,
    "mfa_authenticator": ANYONE,
    "socialaccount_socialaccount": ANYONE,
    "socialaccount_socialtoken": ANYONE,
}
AS_LAID = """
    SELECT obj_description(to_regnamespace('rls')::oid, 'pg_namespace'),
           (SELECT count(*) FROM pg_class
             WHERE oid = ANY (%s::text[]::regclass[]::oid[])
               AND NOT (relrowsecurity AND relforcerowsecurity))
"""
SEALED = """
    REVOKE ALL ON rls.signing_key FROM PUBLIC;
    DO $$
    DECLARE other text;
    BEGIN
        FOR other IN SELECT grantee FROM information_schema.role_table_grants
                      WHERE table_schema = 'rls' AND grantee NOT IN (current_user, 'PUBLIC')
        LOOP
            EXECUTE format('REVOKE ALL ON rls.signing_key FROM %I', other);
        END LOOP;
    END $$;
"""


def policies() -> Iterator[tuple[str, Policy]]:
    """Yield each table with personal data, and who sees its rows."""
    for model in apps.get_models():
        policy = getattr(model, "policy", None)
        if isinstance(policy, Policy):
            yield model._meta.db_table, policy
    yield from KEPT_FOR_OTHERS.items()


def parts_of_the_page() -> list[tuple[str, str]]:
    """Return which question is answered on which part of a person's one page."""
    return [(str(code), part.value) for part, code in VOICES.items()] + [
        ("people", Page.Part.PEOPLE)
    ]


def fingerprint() -> str:
    """Return a short text that changes when what would be laid changes."""
    said = [FUNCTIONS.read_text(), *(f"{table} {policy}" for table, policy in policies())]
    said += [UNDER_POLICIES, STAYS]
    said += [f"{question} {part}" for question, part in parts_of_the_page()]
    return hashlib.sha256("\n".join([*said, *map(bytes.hex, pads())]).encode()).hexdigest()


def lay_policies(*, using: str = "default", **_: object) -> None:
    """Replace every function and policy by what the code says now, unless they are just so.

    Called after migrations.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
        needed: set[str] = {model._meta.db_table for model in apps.get_models()}
        if not needed <= there:  # a migration backwards, or to a point before all rooms stand
            return
        mark = fingerprint()
        cursor.execute(AS_LAID, [[table for table, _ in policies()]])
        if cursor.fetchone() == (mark, 0):
            return
        cursor.execute(FUNCTIONS.read_text())  # policies of before go with their functions
        cursor.execute(SQL("COMMENT ON SCHEMA rls IS {}").format(Literal(mark)))
        cursor.execute("INSERT INTO rls.signing_key VALUES (%s, %s)", pads())
        cursor.executemany("INSERT INTO rls.page_part VALUES (%s, %s)", parts_of_the_page())
        cursor.execute(SEALED)
        for table, policy in policies():
            cursor.execute(_statements(table, policy))


def _statements(table: str, policy: Policy) -> Composed:
    """Return the statements that put `table` under `policy`, for its owner too.

    The owner of the tables, whom no page is shown as, has a policy of its own: it migrates, and
    its are the functions that look where whoever acts may not.
    """
    parts: dict[str, Any] = {
        "table": Identifier(table),
        "condition": _of(table, policy.sql),
        "adds": _of(table, policy.adds or policy.sql),
        "changes": _of(table, policy.changes or policy.sql),
        "moved": SQL(" OR ").join(
            [
                SQL("OLD.{0} IS DISTINCT FROM NEW.{0}").format(Identifier(column))
                for column in policy.fixed
            ]
        ),
    }
    return SQL(UNDER_POLICIES + (STAYS if policy.fixed else "")).format(**parts)


def _of(table: str, condition: str) -> SQL:
    return SQL(condition.replace(THE_ROW, table))


UNDER_POLICIES = """
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS of_the_owner ON {table};
    CREATE POLICY of_the_owner ON {table} TO CURRENT_USER USING (true);
    DROP POLICY IF EXISTS of_whoever_reads ON {table};
    DROP POLICY IF EXISTS of_whoever_adds ON {table};
    DROP POLICY IF EXISTS of_whoever_changes ON {table};
    DROP POLICY IF EXISTS of_whoever_deletes ON {table};
    CREATE POLICY of_whoever_reads ON {table} FOR SELECT USING ({condition});
    CREATE POLICY of_whoever_adds ON {table} FOR INSERT WITH CHECK ({adds});
    CREATE POLICY of_whoever_changes ON {table} FOR UPDATE
        USING ({condition}) WITH CHECK ({changes});
    CREATE POLICY of_whoever_deletes ON {table} FOR DELETE
        USING (({condition}) AND ({adds}));
"""
STAYS = """
    CREATE TRIGGER stays BEFORE UPDATE ON {table} FOR EACH ROW
        WHEN ({moved} OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL))
        EXECUTE FUNCTION rls.stop_change();
"""
