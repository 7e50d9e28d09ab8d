"""What the tests of this room stand on: a place, things near it, and asks in every stage."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings.actions import index_listings
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion
from smallplaces.ground.offers import actions, queries
from smallplaces.ground.offers.models import Introduction, Offer, Side, Wish
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Party, Person
from tests.cast import Cast

DAY = timedelta(days=1)
State = Introduction.State


@dataclass
class Town:
    """The cast with an offer, a listing and a wish, and short ways to act."""

    cast: Cast
    offer: Offer
    listing: Listing
    wish: Wish

    @property
    def at(self) -> datetime:
        return self.cast.at

    def ask(self, *, at: datetime | None = None, **change: object) -> Introduction:
        """Let Amina ask about Idris's offer, or as `change` says."""
        said: dict[str, object] = {
            "asker": self.cast.amina,
            "offer": self.offer,
            "by": self.cast.amina,
            "opening_words": "I play a bit. Shall we?",
            "contact": "Amina, 07700 900001",
        }
        if "listing" in change:
            said["offer"] = None
        return actions.ask_for_introduction(**{**said, **change}, at=at or self.at)  # type: ignore[arg-type]

    def answer(
        self,
        introduction: Introduction,
        answer: str = Side.Answer.YES,
        *,
        by: Person | None = None,
        at: datetime | None = None,
        **more: object,
    ) -> Introduction:
        """Let Idris (or `by`) answer for the side that is asked."""
        said = {"contact": "Idris, 07700 900009", **more}
        return actions.answer_introduction(
            side=asked(introduction),
            answer=answer,
            by=by or self.cast.idris,
            at=at or self.at + DAY,
            **said,  # type: ignore[arg-type]
        )

    def meet(self, introduction: Introduction, *, on: datetime | None = None) -> Introduction:
        """Let Amina put a meeting, and Idris agree to it."""
        put = actions.put_meeting(
            side=asking(introduction),
            meet_at=on or self.at + 7 * DAY,
            meet_where="The library",
            by=self.cast.amina,
            at=self.at + 2 * DAY,
        )
        return actions.agree_meeting(
            side=asked(put), seen=put.changed_at, by=self.cast.idris, at=self.at + 3 * DAY
        )

    def in_state(self, state: Introduction.State) -> Introduction:
        """Return an introduction of Amina to Idris that has come to `state`, at most 4 days on."""
        introduction = self.ask()
        if state == State.TAKEN_BACK:
            return actions.take_back_introduction(
                introduction=introduction, by=self.cast.amina, at=self.at + DAY
            )
        if state == State.EXPIRED:
            Introduction.objects.filter(pk=introduction.pk).update(expires_at=self.at + DAY)
            actions.expire_introductions(by=self.cast.the_house, at=self.at + 2 * DAY)
        if state in {State.BOTH_YES, State.MEETING, State.MET, State.ENDED}:
            introduction = self.answer(introduction)
        if state in {State.MEETING, State.MET}:
            introduction = self.meet(introduction, on=self.at + 3 * DAY + timedelta(hours=1))
        if state == State.MET:
            for side, by in ((asking, self.cast.amina), (asked, self.cast.idris)):
                actions.say_how_it_was(
                    side=side(introduction), how=Side.HowWasIt.GOOD, by=by, at=self.at + 4 * DAY
                )
        if state == State.ENDED:
            actions.end_introduction(
                introduction=introduction, by=self.cast.idris, at=self.at + 2 * DAY
            )
        introduction = fresh(introduction)
        assert introduction.state == state
        return introduction


def fresh(introduction: Introduction) -> Introduction:
    """Return `introduction` as it is in the database now."""
    return Introduction.objects.prefetch_related("sides__party").get(pk=introduction.pk)


def asking(introduction: Introduction) -> Side:
    return queries.side_of(fresh(introduction), Side.End.ASKING)


def asked(introduction: Introduction) -> Side:
    return queries.side_of(fresh(introduction), Side.End.ASKED)


def let_hana_help(town: Town) -> None:
    """Let Hana help with Amina's plan, without leave to write in it."""
    support = people.ask_supporter(
        person=town.cast.amina,
        supporter=town.cast.hana,
        shelves=[Shelf.PLAN],
        until=town.at + 90 * DAY,
        by=town.cast.amina,
        at=town.at,
    )
    people.accept_to_support(supporter=support, by=town.cast.hana, at=town.at)


def make_listing(
    name: str,
    *,
    by: Person,
    at: datetime,
    keeper: Party | None = None,
    kind: str = "GROUP",
    description: str = "",
    is_formal: bool = False,
    **more: object,
) -> Listing:
    """Return an open listing, ready to be found."""
    said = Facts(name=name, kind=kind, description=description, is_formal=is_formal, **more)  # type: ignore[arg-type]
    listing = Listing.objects.create(
        name=name,
        kind=kind,
        description=description,
        is_formal=is_formal,
        made_at=at,
        changed_at=at,
        keeper=keeper,
        **more,
    )
    version = ListingVersion.objects.create(
        listing=listing,
        number=1,
        state=ListingVersion.State.CONFIRMED,
        said=said.as_json(),
        made_at=at,
        made_by=by,
        confirmed_at=at,
        confirmed_by=by,
    )
    listing.confirmed_version, listing.state = version, Listing.State.OPEN
    listing.save()
    index_listings([listing.pk])
    return listing


def build_town(cast: Cast) -> Town:
    """Return the cast with an offer of Idris, the anglers' listing, and a wish of Amina."""
    offer = actions.make_offer(
        giver=cast.idris, words="I would like to play chess with someone", by=cast.idris, at=cast.at
    )
    listing = make_listing(
        "Canal Anglers",
        by=cast.efa,
        at=cast.at,
        keeper=cast.anglers,
        description="We go fishing on the canal together on Saturdays",
    )
    wish = actions.make_wish(
        person=cast.amina, words="I would like to go fishing", by=cast.amina, at=cast.at
    )
    return Town(cast, offer, listing, wish)


@pytest.fixture
def town(cast: Cast) -> Town:
    return build_town(cast)
