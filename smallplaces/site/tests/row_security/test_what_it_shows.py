"""What PostgreSQL itself shows, whatever a page forgets to ask."""

from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from smallplaces.foundation.acting import Actor, Office, acting_as, acting_as_person
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people.models import Account
from smallplaces.ground.trust.models import Sight
from smallplaces.site.middleware import TheDoor
from smallplaces.site.row_security.applying import lay_policies
from smallplaces.site.tests.row_security.connecting import TABLES, count
from tests.cast import AT, Cast


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


@pytest.mark.parametrize("method", ["post", "get"])
def test_what_only_a_policy_stops_is_told_in_a_sentence_and_noted(
    cast: Cast, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        acting_as_person(cast.dev, at=AT),
        pytest.raises(ProgrammingError) as stopped,
        transaction.atomic(),
    ):
        Wish.objects.create(
            person=cast.amina, words="Mine.", made_by=cast.dev, made_at=AT, changed_at=AT
        )
    request = getattr(RequestFactory(), method)("/my/plan/add/")
    door = TheDoor(lambda _: HttpResponse())
    if method == "get":
        with pytest.raises(Http404):
            door.process_exception(request, stopped.value)
    else:
        answer = door.process_exception(request, stopped.value)
        assert isinstance(answer, HttpResponse)
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.content.decode()
    assert "A policy of the database stopped" in caplog.text


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
    assert said == ""
    assert user != "smallplaces_app"


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
