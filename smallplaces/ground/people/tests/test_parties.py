"""People come, move, and say how to talk with them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import HowToTalkWithMe, Party, Person
from tests.cast import Cast
from tests.log import Record, recorded


def move(cast: Cast, by: Person) -> None:
    """Have `by` say that Amina lives somewhere else now."""
    actions.move_home(
        person=cast.amina,
        home=None,
        postcode="OL4 2SF",
        latitude=53.54,
        longitude=-2.09,
        by=by,
        at=cast.at,
    )


def test_someone_who_joins_by_themselves_is_there_and_recorded(cast: Cast) -> None:
    megan = actions.add_person(name="  Megan ", at=cast.at)
    assert (megan.name, megan.kind, megan.joined_at) == ("Megan", Party.Kind.PERSON, cast.at)
    record = recorded("people.added")[-1]
    assert (record.by, record.about_id) == (megan, megan.pk)


def test_someone_new_sees_every_shelf_of_their_own(cast: Cast) -> None:
    megan = actions.add_person(name="Megan", by=cast.gwen, at=cast.at)
    assert {sight.shelf for sight in megan.seen_by.filter(viewer=megan)} == set(Shelf)
    assert recorded("people.added")[-1].by == cast.gwen


def test_two_people_may_bear_one_name(cast: Cast) -> None:
    assert actions.add_person(name="Sam", at=cast.at) != actions.add_person(name="Sam", at=cast.at)


def test_nobody_is_added_without_a_name(cast: Cast) -> None:
    before = Person.objects.count(), Record.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_person(name=" ", at=cast.at)
    assert (Person.objects.count(), Record.objects.count()) == before


def test_there_is_one_house(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_person(name="Another", is_the_house=True, at=cast.at)
    assert queries.the_house() == cast.the_house


@pytest.mark.parametrize("who", ["amina", "cerys"])
def test_amina_moves_home_or_cerys_says_so_for_her(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    move(cast, by)
    assert Person.objects.get(pk=cast.amina.pk).postcode == cast.amina.postcode == "OL4 2SF"
    assert [record.by for record in recorded("people.moved_home")] == [by]


@pytest.mark.parametrize("who", ["dev", "bryn", "the_house"])
def test_nobody_else_says_where_amina_lives(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        move(cast, getattr(cast, who))
    assert Person.objects.get(pk=cast.amina.pk).postcode == ""
    assert not recorded("people.moved_home")


def say(cast: Cast, by: Person, please_do: str = "Speak slowly.") -> HowToTalkWithMe:
    return actions.say_how_to_talk(
        person=cast.amina,
        formats={"PHONE", "EASY_READ"},
        please_do=please_do,
        please_do_not="Do not shout.",
        someone_to_help_talk="My sister",
        review_on=date(2027, 3, 2),
        by=by,
        at=cast.at,
    )


def test_how_to_talk_is_said_once_and_can_be_said_anew(cast: Cast) -> None:
    first = say(cast, cast.amina)
    second = say(cast, cast.cerys, "Write to me.")
    assert first.pk == second.pk
    second.refresh_from_db()
    assert (second.formats, second.please_do) == (["EASY_READ", "PHONE"], "Write to me.")
    assert second.said_by == cast.cerys
    assert len(recorded("people.how_to_talk_said")) == 2


def test_a_stranger_does_not_say_how_to_talk_with_amina(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        say(cast, cast.dev)
    assert not HowToTalkWithMe.objects.exists()


def test_ties_of_come_closest_first_and_without_those_that_ended(cast: Cast) -> None:
    def tie(name: str, closeness: int) -> None:
        actions.add_tie(
            person=cast.amina, name=name, closeness=closeness, by=cast.amina, at=cast.at
        )

    for name, closeness in (("Zoe", 1), ("Ali", 3), ("Bea", 1), ("Gone", 1)):
        tie(name, closeness)
    actions.end_tie(
        tie=queries.ties_of(cast.amina).get(name="Gone"),
        by=cast.amina,
        at=cast.at + timedelta(days=1),
    )
    assert [each.name for each in queries.ties_of(cast.amina)] == ["Bea", "Zoe", "Ali"]
