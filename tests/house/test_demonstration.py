"""The demonstration place: whole, the same each time, and only ever a demonstration."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse

from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Introduction, Offer, Side, Suggestion, Wish
from smallplaces.ground.people.models import Person, Tie
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust.models import Record
from smallplaces.site.demonstration import build, build_once
from smallplaces.site.home import GUIDES

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def without_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the slow part that has its own tests: the meaning of every listing."""
    monkeypatch.setattr(
        "smallplaces.ground.listings.actions.indexing_meanings.load_model", lambda: None
    )


def test_the_town_is_full_of_life(without_meaning: None) -> None:
    build(at=AT)
    assert Person.objects.filter(is_the_house=False).count() == 60
    assert Listing.objects.filter(state=Listing.State.OPEN).count() >= 150
    assert {kind for kind, _ in Listing.Kind.choices} == set(
        Listing.objects.values_list("kind", flat=True)
    )
    assert Tie.objects.count() >= 5
    assert Wish.objects.count() >= 30
    assert Offer.objects.count() >= 25
    assert Suggestion.objects.exists()
    assert set(Introduction.objects.values_list("state", flat=True)) == set(Introduction.State)
    assert Side.objects.filter(answer=Side.Answer.NO).exists()


def test_everything_in_the_town_was_done_by_somebody_and_the_log_is_whole(
    without_meaning: None,
) -> None:
    build(at=AT)
    assert Record.objects.count() > 500
    assert trust.find_broken_chain() is None


NOT_WRITTEN_BY_PEOPLE = {"trust.Record", "trust.Mandate.verb", "voices.Voice.question"}


def written_by_people() -> set[str]:
    """Return every name and everything of two words or more that somebody wrote."""
    return {
        words
        for model in apps.get_models()
        if model.__module__.startswith("smallplaces.ground.")
        and model._meta.app_label != "places"  # a source of postcodes is named there
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | TextField) and not field.choices
        if not {model._meta.label, f"{model._meta.label}.{field.name}"} & NOT_WRITTEN_BY_PEOPLE
        for words in {getattr(row, field.attname) for row in model._default_manager.all()}
        if words and (" " in words.strip() or field.name == "name")
    }


def test_the_log_holds_nothing_that_anyone_wrote(without_meaning: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # one long test
    build(at=AT)
    rows = Record.objects.values_list("event", "thing", "details")
    said = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert [words for words in written_by_people() if words in said] == []


def test_the_town_is_built_once(without_meaning: None) -> None:
    assert build_once()
    people = Person.objects.count()
    assert not build_once()
    assert Person.objects.count() == people


def test_a_guest_walks_in_as_one_of_the_cast(
    without_meaning: None, settings: Any, client: Client
) -> None:
    settings.IS_DEMONSTRATION = True
    built = build(at=AT)
    page = client.get("/").content.decode()
    assert all(f"Walk in as {name}" in page for name in GUIDES)
    answer = client.post(reverse("walk_in", args=[built.cast.amina.code]), follow=True)
    assert "signed in as Amina" in answer.content.decode()


def test_nobody_walks_in_as_someone_who_is_not_in_the_cast(
    without_meaning: None, settings: Any, client: Client
) -> None:
    settings.IS_DEMONSTRATION = True
    built = build(at=AT)
    for code in (uuid4(), built.cast.farid.code, built.residents["Joyce"].code):
        assert client.post(reverse("walk_in", args=[code])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_nobody_walks_in_anywhere_but_in_a_demonstration(
    without_meaning: None, settings: Any, client: Client
) -> None:
    settings.IS_DEMONSTRATION = False
    built = build(at=AT)
    assert client.post(reverse("walk_in", args=[built.cast.amina.code])).status_code == 404
    assert "Walk in as" not in client.get("/").content.decode()
    assert "_auth_user_id" not in client.session
