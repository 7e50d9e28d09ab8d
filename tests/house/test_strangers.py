"""A stranger who knows every code still sees nothing: each code of the cast in every address."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Side
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.voices import actions as voices
from tests.cast import Cast, client_of

from .test_urls import PRIVATE

SECRET = "words that only Amina may read"


@pytest.fixture
def amina_has_a_life(cast: Cast) -> Cast:
    """Give Amina one of everything, with words that nobody else should read."""
    amina, at = cast.amina, cast.at
    voices.say(
        person=amina, question="good-life", words=SECRET, started_from=0, key="1", by=amina, at=at
    )
    people.add_tie(person=amina, name=SECRET, by=amina, at=at)
    wish = offers.make_wish(person=amina, words=SECRET, by=amina, at=at)
    offers.add_step(wish=wish, words=SECRET, by=amina, at=at)
    mine = offers.make_offer(giver=amina, words="I make soup", by=amina, at=at)
    asked = offers.ask_for_introduction(
        asker=cast.bryn, offer=mine, opening_words=SECRET, by=cast.bryn, at=at
    )
    offers.answer_introduction(
        side=asked.sides.get(end=Side.End.ASKED), answer="YES", contact=SECRET, by=amina, at=at
    )
    trust.share(
        person=amina,
        viewer=cast.bryn,
        shelf=Shelf.PLAN,
        until=at + timedelta(days=9),
        by=amina,
        at=at,
    )
    return cast


def codes() -> Iterator[str]:
    """Yield the first and the last code of every kind of thing that carries one."""
    for model in apps.get_models():
        if any(field.name == "code" for field in model._meta.fields):
            rows: models.QuerySet[models.Model] = model._default_manager.order_by("pk")
            known = [str(code) for code in rows.values_list("code", flat=True)]
            yield from {*known[:1], *known[-1:]}


def test_a_stranger_with_every_code_reads_nothing(amina_has_a_life: Cast) -> None:
    client = client_of(amina_has_a_life.dev)
    known = sorted(set(codes()))
    for name, route in PRIVATE:
        if "<uuid:" not in route:
            continue
        for code in known:
            path = "/" + re.sub(r"<uuid:\w+>", code, route)
            path = re.sub(r"<str:\w+>", "plan", re.sub(r"<slug:\w+>", "good-life", path))
            answer = client.get(path)
            assert answer.status_code < 500, f"{name}: {path}"
            text = b"".join(answer) if answer.streaming else answer.content
            assert SECRET.encode() not in text, f"{name} shows a stranger {path}"


def test_a_stranger_cannot_change_anything_with_every_code(amina_has_a_life: Cast) -> None:
    client = client_of(amina_has_a_life.dev)
    before = _everything()
    for _, route in PRIVATE:
        if "<uuid:" not in route:
            continue
        for code in sorted(set(codes())):
            path = "/" + re.sub(r"<uuid:\w+>", code, route)
            path = re.sub(r"<str:\w+>", "plan", re.sub(r"<slug:\w+>", "good-life", path))
            assert client.post(path, {"words": "mine now", "answer": "YES"}).status_code < 500
    assert _everything() == before


def _everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row that belongs to people, but for what a stranger may make of their own."""
    watched = (
        "people.Tie",
        "people.Supporter",
        "people.HowToTalkWithMe",
        "trust.Sight",
        "trust.Mandate",
        "offers.Wish",
        "offers.Step",
        "offers.Suggestion",
        "offers.Side",
        "voices.Voice",
        "voices.Saying",
        "circles.Role",
        "circles.Membership",
    )
    return {
        name: sorted(apps.get_model(name)._default_manager.values_list(), key=str)
        for name in watched
    }
