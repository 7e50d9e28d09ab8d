"""A life full of words that only their person may read, one for each of the cast who has one."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.apps import apps

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts, Listing
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Side
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Person, StandingWish
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries
from smallplaces.ground.trust.models import Look
from smallplaces.ground.voices import actions as voices
from tests.cast import Cast

DAY = timedelta(days=1)


def secret_of(person: Person) -> str:
    """Return the words that nobody but `person` wrote."""
    return f"only {person.name.lower()} wrote this"


def email_of(person: Person) -> str:
    return f"{person.name.lower()}@example.org"


@dataclass(frozen=True)
class Full:
    """The cast, when Amina and Bryn have one of everything."""

    cast: Cast
    amina: Person
    bryn: Person


@pytest.fixture
def full(cast: Cast) -> Full:
    """Return the cast after Amina and Bryn did everything that can be done here."""
    for me, other in ((cast.amina, cast.bryn), (cast.bryn, cast.amina)):
        live(cast, me, other)
    meet(cast, cast.amina, cast.bryn)
    meet(cast, cast.bryn, cast.amina)
    look_at_each_other(cast)
    return Full(cast, cast.amina, cast.bryn)


def live(cast: Cast, me: Person, other: Person) -> None:
    """Say everything that one can say of oneself."""
    at, words = cast.at, secret_of(me)
    people.move_home(
        person=me,
        home=None,
        postcode=f"OL14 7{me.name[0]}X",
        latitude=53.7,
        longitude=-2.1,
        by=me,
        at=at,
    )
    people.add_tie(
        person=me,
        name=other.name,
        who_they_are=words,
        what_they_bring=words,
        party=other,
        by=me,
        at=at,
    )
    people.say_how_to_talk(
        person=me,
        formats=["PHONE"],
        please_do=words,
        please_do_not=words,
        someone_to_help_talk=words,
        review_on=at.date(),
        by=me,
        at=at,
    )
    people.add_standing_wish(
        person=me, kind=StandingWish.Kind.ASK, whom=words, words=words, party=other, by=me, at=at
    )
    parts = dict.fromkeys(("signs", "helps", "does_not_help", "whom_to_ring", "to_remember"), words)
    people.say_when_not_well(person=me, parts=parts, started_from="", by=me, at=at)
    pause = people.begin_pause(person=me, by=me, at=at)
    people.tell_about_pause(pause=pause, party=other, words=words, by=me, at=at)
    people.end_pause(pause=pause, by=me, at=at + DAY)
    people.issue_code_card(account=me.account, picture="boat", by=me, at=at)
    for number, said in enumerate((f"first {words}", words)):
        voices.say(
            person=me,
            question="good-life",
            words=said,
            started_from=number,
            key=f"{number}",
            by=me,
            at=at,
        )
    wish = offers.make_wish(person=me, words=words, by=me, at=at)
    offers.add_step(wish=wish, words=words, who_helps=words, by=me, at=at)
    offers.make_offer(giver=me, words=f"Given: {words}", by=me, at=at)
    page = apps.get_model("good_life.Page")  # systems never import one another
    page._default_manager.create(person=me, parts=["MATTERS"], chosen_at=at, chosen_by=me)
    listing = listings.start_listing(
        keeper=me,
        facts=Facts(name=words, kind=Listing.Kind.PERSON, phone="01632 960 111", where=words),
        by=me,
        at=at,
    )
    listings.confirm_version(version=listing.versions.get(), by=me, at=at)
    listings.say_problem(listing=listing, words=words, reply_to="", by=me, at=at)
    trust.give_mandate(
        holder=cast.hana,
        verb=queries.NOTES_DECISIONS,
        over=me,
        because="She helps.",
        until=at + DAY,
        by=me,
        at=at,
    )
    note = people.note_decision(
        person=me,
        decision=words,
        how_helped=words,
        could_decide=True,
        look_again_on=at.date(),
        by=cast.hana,
        at=at,
    )
    people.answer_decision_note(note=note, words=f"Beside: {words}", by=me, at=at)
    trust.complain(person=me, kind="SEEN", words=f"Wrong: {words}", by=me, at=at)


def meet(cast: Cast, asker: Person, giver: Person) -> None:
    """Ask for an introduction, say yes, meet, and say how it was; and say no to another."""
    at = cast.at
    offer = offers.make_offer(giver=giver, words=f"Meet: {secret_of(giver)}", by=giver, at=at)
    asked = offers.ask_for_introduction(
        asker=asker,
        offer=offer,
        opening_words=f"Opening: {secret_of(asker)}",
        contact=f"Ring: {secret_of(asker)}",
        by=asker,
        at=at,
    )
    side = asked.sides.get(end=Side.End.ASKED)
    asked = offers.answer_introduction(
        side=side, answer="YES", contact=f"Ring: {secret_of(giver)}", by=giver, at=at
    )
    asked = offers.put_meeting(
        side=asked.sides.get(end=Side.End.ASKED),
        meet_at=at + DAY,
        meet_where="The library",
        by=giver,
        at=at,
    )
    asked = offers.agree_meeting(
        side=asked.sides.get(end=Side.End.ASKING), seen=asked.changed_at, by=asker, at=at
    )
    for end, by in ((Side.End.ASKING, asker), (Side.End.ASKED, giver)):
        offers.say_how_it_was(
            side=asked.sides.get(end=end),
            how="GOOD",
            words=f"How: {secret_of(by)}",
            by=by,
            at=at + 2 * DAY,
        )
    second = offers.make_offer(giver=giver, words="Something else", by=giver, at=at)
    refused = offers.ask_for_introduction(
        asker=cast.hana, offer=second, opening_words="Hello", by=cast.hana, at=at
    )
    offers.answer_introduction(
        side=refused.sides.get(end=Side.End.ASKED), answer="NO", by=giver, at=at
    )


def look_at_each_other(cast: Cast) -> None:
    """Let Amina and Bryn share, look, ask and answer; and Gwen open something in need."""
    at, until = cast.at, cast.at + 60 * DAY
    for me, other in ((cast.amina, cast.bryn), (cast.bryn, cast.amina)):
        trust.share(person=me, viewer=other, shelf=Shelf.PLAN, until=until, by=me, at=at)
        trust.refuse_sight(person=me, refused=cast.dev, shelf=None, by=me, at=at)
        trust.share_in_breaks(
            person=me, viewer=other, shelf=Shelf.CRISIS, until=until, by=me, at=at
        )
    for me, other in ((cast.amina, cast.bryn), (cast.bryn, cast.amina)):
        look = trust.look(
            viewer=other,
            person=me,
            shelf=Shelf.PLAN,
            reason=Look.Reason.OWN_WORDS,
            words=f"Looked: {secret_of(other)}",
            at=at,
        )
        question = trust.ask_why(look=look, words=f"Why: {secret_of(me)}", by=me, at=at)
        trust.answer_why(question=question, answer=f"Because: {secret_of(other)}", by=other, at=at)
    trust.give_mandate(
        holder=cast.idris,
        verb=queries.ANSWERS_COMPLAINTS,
        over=None,
        because="So that somebody answers.",
        until=until,
        by=cast.the_house,
        at=at,
    )
    trust.give_mandate(
        holder=cast.gwen,
        verb=queries.OPENS,
        over=None,
        because="A connector may have to know.",
        until=until,
        by=cast.the_house,
        at=at,
    )
    trust.break_glass(
        person=cast.amina, shelf=Shelf.CRISIS, because="Her light was on.", by=cast.gwen, at=at
    )
