"""Who may see what, end to end over the cast."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import actions as circles
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Supporter
from smallplaces.ground.trust import actions, queries, rules
from smallplaces.ground.trust.models import Look, Record, RecordHead, Sight
from tests.cast import Cast

DAY = timedelta(days=1)


def test_everyone_sees_every_shelf_of_their_own(cast: Cast) -> None:
    for shelf in Shelf:
        assert queries.may_see(cast.amina, cast.amina, shelf, at=cast.at)


def test_dev_sees_nothing_of_anyone_else(cast: Cast) -> None:
    for shelf in Shelf:
        assert list(queries.people_visible_to(cast.dev, at=cast.at, shelf=shelf)) == [cast.dev]


def test_cerys_sees_the_shelves_on_which_she_acts_and_no_other(cast: Cast) -> None:
    seen = {s for s in Shelf if queries.may_see(cast.cerys, cast.amina, s, at=cast.at)}
    assert seen == {Shelf.PROFILE, Shelf.PLAN, Shelf.PEOPLE, Shelf.WORDS}


def test_ending_support_stops_sight_and_writing_at_once(cast: Cast) -> None:
    rules.check_can_write(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at)
    people.end_support(supporter=Supporter.objects.get(), by=cast.amina, at=cast.at)
    assert not queries.may_see(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at)
    with pytest.raises(NotAllowed):
        rules.check_can_write(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at)


def test_sharing_lasts_until_its_day(cast: Cast) -> None:
    actions.share(
        person=cast.amina,
        viewer=cast.dev,
        shelf=Shelf.PLAN,
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    assert queries.may_see(cast.dev, cast.amina, Shelf.PLAN, at=cast.at)
    assert not queries.may_see(cast.dev, cast.amina, Shelf.MONEY, at=cast.at)
    assert not queries.may_see(cast.dev, cast.amina, Shelf.PLAN, at=cast.at + DAY)


def test_sharing_again_moves_the_end_and_makes_no_second_sight(cast: Cast) -> None:
    for days in (1, 5):
        actions.share(
            person=cast.amina,
            viewer=cast.dev,
            shelf=Shelf.PLAN,
            until=cast.at + days * DAY,
            by=cast.amina,
            at=cast.at,
        )
    sight = Sight.objects.get(viewer_id=cast.dev.pk, kind=Sight.Kind.SHARED)
    assert sight.until == cast.at + 5 * DAY


def test_sharing_with_a_circle_reaches_its_members_while_they_belong(cast: Cast) -> None:
    actions.share(
        person=cast.amina,
        viewer=cast.anglers,
        shelf=Shelf.PROFILE,
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    assert queries.may_see(cast.bryn, cast.amina, Shelf.PROFILE, at=cast.at)
    circles.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=cast.at)
    assert not queries.may_see(cast.bryn, cast.amina, Shelf.PROFILE, at=cast.at)


def test_only_the_person_shares_and_takes_back(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.share(
            person=cast.amina,
            viewer=cast.dev,
            shelf=Shelf.PLAN,
            until=cast.at + DAY,
            by=cast.cerys,
            at=cast.at,
        )
    sight = queries.who_can_see(cast.amina, at=cast.at).first()
    assert sight is not None
    with pytest.raises(NotAllowed):
        actions.take_back(sight=sight, by=cast.dev, at=cast.at)
    sight.refresh_from_db()
    assert sight.ended_at is None


def test_taking_back_twice_records_it_once(cast: Cast) -> None:
    sight = actions.share(
        person=cast.amina,
        viewer=cast.dev,
        shelf=Shelf.PLAN,
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    for _ in range(2):
        actions.take_back(sight=sight, by=cast.amina, at=cast.at)
    assert Record.objects.filter(event="trust.taken_back").count() == 1
    assert not queries.may_see(cast.dev, cast.amina, Shelf.PLAN, at=cast.at)


def test_the_door_asks_why_once_in_half_an_hour(cast: Cast) -> None:
    with pytest.raises(rules.SayWhyFirst):
        rules.check_can_read(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at)
    for _ in range(2):
        actions.look(
            viewer=cast.cerys,
            person=cast.amina,
            shelf=Shelf.PLAN,
            reason=Look.Reason.ASKED_ME,
            at=cast.at,
        )
    rules.check_can_read(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at + timedelta(minutes=29))
    with pytest.raises(rules.SayWhyFirst):
        rules.check_can_read(cast.cerys, cast.amina, Shelf.PLAN, at=cast.at + timedelta(minutes=31))
    assert queries.looks_at(cast.amina).count() == 1


def test_a_stranger_is_not_even_asked_why(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        rules.check_can_read(cast.dev, cast.amina, Shelf.PLAN, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.look(
            viewer=cast.dev, person=cast.amina, shelf=Shelf.PLAN, reason="ASKED_ME", at=cast.at
        )


def test_the_database_refuses_to_change_the_log_and_the_looks(cast: Cast) -> None:
    actions.look(
        viewer=cast.cerys, person=cast.amina, shelf=Shelf.PLAN, reason="ASKED_ME", at=cast.at
    )
    for table in (Record, Look):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.update(event="people.invented")
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(words="")


def test_the_chain_of_an_untouched_log_is_whole(cast: Cast) -> None:
    assert Record.objects.count() > 10
    assert queries.find_broken_chain() is None


def test_a_cut_tail_is_found(cast: Cast) -> None:
    RecordHead.objects.update(number=Record.objects.count() + 1)
    broken = queries.find_broken_chain()
    assert broken is not None
    assert broken.what == "is missing at the end"


def test_a_mandate_ends_and_reaches_no_further_than_it_says(cast: Cast) -> None:
    actions.give_mandate(
        holder=cast.gwen,
        verb="people.issue_card",
        over=cast.amina,
        because="Amina asked.",
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    rules.check_has_mandate(cast.gwen, "people.issue_card", over=cast.amina, at=cast.at)
    for over, at in ((cast.dev, cast.at), (None, cast.at), (cast.amina, cast.at + DAY)):
        with pytest.raises(NotAllowed):
            rules.check_has_mandate(cast.gwen, "people.issue_card", over=over, at=at)
    with pytest.raises(NotAllowed):
        actions.give_mandate(
            holder=cast.dev,
            verb="people.issue_card",
            over=cast.amina,
            because="I want to.",
            until=cast.at + DAY,
            by=cast.dev,
            at=cast.at,
        )
