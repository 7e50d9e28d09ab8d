"""The same, while PostgreSQL itself shows each of them only what they may see."""

import pytest
from django.core import mail

from smallplaces.foundation.acting import Actor, Office, acting_as, acting_as_person
from smallplaces.foundation.holdings import NAMELESS
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Forgetting, Person, Tie
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries as seen
from smallplaces.ground.trust.models import Complaint
from smallplaces.ground.voices.models import Voice
from smallplaces.systems.leaving import actions, queries
from tests.cast import Cast

from .conftest import DAY, Full, secret_of

WAIT = 14 * DAY
# What is public, or known to all who signed in, whoever wrote it.
OPEN_TO_ALL = {"listings.listing", "listings.listingversion", "listings.problem", "offers.offer"}


@pytest.mark.parametrize("name", ["amina", "bryn", "cerys", "dev", "gwen", "hana", "idris"])
def test_nothing_of_ones_own_is_hidden_from_oneself(full: Full, name: str) -> None:
    person, at = getattr(full.cast, name), full.cast.at + 3 * DAY
    whole = queries.everything_of(person, at=at)
    with acting_as_person(person, at=at):
        assert queries.everything_of(person, at=at) == whole
        assert queries.archive_of(person, at=at)


def test_someone_else_who_got_hold_of_it_would_find_nothing_in_it(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    with acting_as_person(full.cast.dev, at=at):
        held = queries.everything_of(full.amina, at=at)["holdings"]
    found = {name for name, rows in held.items() if secret_of(full.amina) in str(rows)}
    assert found <= OPEN_TO_ALL


def test_being_forgotten_works_as_a_person_asks_and_the_keeper_does_it(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    with acting_as_person(full.amina, at=at):
        actions.ask_to_be_forgotten(person=full.amina, hide=True, by=full.amina, at=at)
        assert not seen.who_can_see(full.amina, at=at).exists()
    with acting_as(Actor(Office.KEEPER, at + WAIT)):
        assert people.forget_people(by=full.cast.the_house, at=at + WAIT) == 1
        assert people.forget_people(by=full.cast.the_house, at=at + WAIT + DAY / 2) == 0
    assert Person.objects.get(pk=full.amina.pk).name == NAMELESS
    assert not Voice.objects.filter(person=full.amina).exists()
    assert not Tie.objects.filter(person=full.amina).exists()
    assert seen.find_broken_chain() is None


def test_changing_ones_mind_needs_nobody_else(cast: Cast) -> None:
    with acting_as_person(cast.amina, at=cast.at):
        forgetting = actions.ask_to_be_forgotten(person=cast.amina, by=cast.amina, at=cast.at)
        actions.stay(forgetting=forgetting, by=cast.amina, at=cast.at + DAY)
    assert Forgetting.objects.get().taken_back_at == cast.at + DAY


def test_a_break_that_a_supporter_begins_stops_the_days_too(cast: Cast) -> None:
    support = people.ask_supporter(
        person=cast.amina,
        supporter=cast.bryn,
        shelves=[Shelf.PROFILE],
        may_pause=True,
        until=cast.at + 90 * DAY,
        by=cast.amina,
        at=cast.at,
    )
    people.accept_to_support(supporter=support, by=cast.bryn, at=cast.at)
    actions.ask_to_be_forgotten(person=cast.amina, by=cast.amina, at=cast.at)
    with acting_as_person(cast.bryn, at=cast.at + DAY):
        pause = people.begin_pause(person=cast.amina, by=cast.bryn, at=cast.at + DAY)
    assert Forgetting.objects.get().rests_since == cast.at + DAY
    with acting_as_person(cast.bryn, at=cast.at + 5 * DAY):
        people.end_pause(pause=pause, by=cast.bryn, at=cast.at + 5 * DAY)
    assert Forgetting.objects.get().due_at == cast.at + 4 * DAY + WAIT


def test_a_complaint_goes_its_way_and_is_seen_only_by_those_who_answer(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    for holder, verb in (
        (cast.hana, seen.ANSWERS_COMPLAINTS),
        (cast.gwen, seen.ANSWERS_COMPLAINTS),
        (cast.idris, seen.HEARS_QUESTIONS),
    ):
        trust.give_mandate(
            holder=holder,
            verb=verb,
            over=None,
            because="So.",
            until=cast.at + 90 * DAY,
            by=cast.the_house,
            at=cast.at,
        )
    at = cast.at
    letters = django_capture_on_commit_callbacks
    with letters(execute=True), acting_as_person(cast.amina, at=at):  # type: ignore[operator]
        complaint = trust.complain(
            person=cast.amina,
            kind="SEEN",
            words="Why?",
            not_for=cast.gwen,
            by=cast.amina,
            at=at,
        )
    assert [letter.to for letter in mail.outbox] == [["hana@example.org"]]
    for name in ("gwen", "bryn", "cerys", "dev"):
        with acting_as_person(getattr(cast, name), at=at):
            assert not Complaint.objects.exists(), name
    with acting_as_person(cast.hana, at=at):
        assert list(seen.complaints_owed_by(cast.hana, at=at)) == [complaint]
        trust.acknowledge_complaint(complaint=complaint, by=cast.hana, at=at)
    with acting_as(Actor(Office.KEEPER, at + 25 * DAY)):
        assert trust.remind_of_complaints(by=cast.the_house, at=at + 25 * DAY) == 1
    with acting_as_person(cast.idris, at=at + 31 * DAY):
        trust.answer_complaint(
            complaint=complaint, answer="So it is.", was_right=True, by=cast.idris, at=at + 31 * DAY
        )
    with acting_as_person(cast.amina, at=at + 31 * DAY):
        assert seen.complaints_of(cast.amina).get().answer == "So it is."
