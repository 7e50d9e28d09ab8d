"""Clocks stand still while someone takes a break, and go on from where they stood.

Order of locks: the person (held by whoever calls), introductions and offers by key, the log.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Value

from smallplaces.foundation.recording import record
from smallplaces.ground.offers import emails, queries, rules
from smallplaces.ground.offers.models import Introduction, Offer, Side
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Pause, Person

from .introductions import locked_side, rest_afresh, with_sides

AN_OFFER = "offers.offer:"


def rest_for(pause: Pause, by: Person, at: datetime) -> None:
    """Stop the clocks of what rests with `pause`. Called when it begins."""
    _settle_introductions(pause.person, at)
    standing = _offers_of(pause).filter(rests_since=None, until__gt=at)
    standing.update(rests_since=at)


def go_on_after(pause: Pause, by: Person, at: datetime) -> None:
    """Let the clocks go on from where they stood. Called when a pause has ended."""
    _settle_introductions(pause.person, at)
    still = people.things_paused(pause.person, at=at)
    if "" not in still:
        codes = [thing.removeprefix(AN_OFFER) for thing in still if thing.startswith(AN_OFFER)]
        rested = _offers_of(pause).exclude(rests_since=None).exclude(code__in=codes)
        rested.update(until=F("until") + (Value(at) - F("rests_since")), rests_since=None)


def _offers_of(pause: Pause) -> QuerySet[Offer]:
    offers = Offer.objects.filter(giver=pause.person)
    if not pause.thing:
        return offers
    is_offer = pause.thing.startswith(AN_OFFER)
    return offers.filter(code=pause.thing.removeprefix(AN_OFFER)) if is_offer else offers.none()


def _settle_introductions(person: Person, at: datetime) -> None:
    """Stop or start the clock of every open introduction that `person` has a part in."""
    parties = queries.answers_as(person, at=at)
    mine = Side.objects.filter(party__in=parties).values("introduction")
    rows = Introduction.objects.filter(pk__in=mine, state__in=queries.OPEN).order_by("pk")
    for row in rows.select_for_update(no_key=True):
        introduction = with_sides(row)
        is_at_rest = queries.is_at_rest(introduction, at=at)
        if is_at_rest and introduction.rests_since is None and introduction.expires_at > at:
            introduction.rests_since = at
        elif not is_at_rest and introduction.rests_since is not None:
            introduction.expires_at += at - introduction.rests_since
            introduction.rests_since = None
        introduction.save(update_fields=["rests_since", "expires_at"])


@transaction.atomic
def say_yes_after_a_break(
    *, side: Side, contact: str = "", by: Person, at: datetime
) -> Introduction:
    """Say yes to an ask that ran out during a break: the other side is asked afresh.

    To them it ran out as silence does, and their yes has run out with it; now they hear that
    the other would like to meet, and can say anything. Nothing is shared before they say yes.
    A repeat returns the one that was made. Raises NotAllowed.
    Records `offers.yes_said_after_a_break`.
    """
    introduction, side = locked_side(side)
    asking = queries.side_of(introduction, Side.End.ASKING)
    last = queries.last_ask(
        asking.party.person, listing=introduction.listing, offer=introduction.offer
    )
    if last is not None and last.pk != introduction.pk and _is_a_late_yes(last):
        rules.check_can_answer_for(by, side.party, at=at)
        return last
    rules.check_can_say_yes_after_a_break(by, side, at=at)
    afresh = Introduction.objects.create(
        asked_at=at,
        asked_by=by,
        wish=introduction.wish,
        listing=introduction.listing,
        offer=introduction.offer,
        opening_words=introduction.opening_words,
        expires_at=at + rules.ANSWER_WITHIN,
        changed_at=at,
    )
    Side.objects.create(
        introduction=afresh, end=Side.End.ASKING, party=asking.party, contact=asking.contact
    )
    Side.objects.create(
        introduction=afresh,
        end=Side.End.ASKED,
        party=side.party,
        answer=Side.Answer.YES,
        answered_at=at,
        answered_by=by,
        contact=rules.said(contact, longest=300, optional=True) or side.contact,
    )
    rest_afresh(afresh, at=at)
    afresh.save(update_fields=["rests_since"])
    emails.tell(asking.party, emails.THEY_WOULD_LIKE_TO_MEET_NOW, afresh, at=at)
    record(
        "offers.yes_said_after_a_break",
        by=by,
        at=at,
        about=side.party,
        thing=queries.thing_of(afresh),
    )
    return afresh


def _is_a_late_yes(introduction: Introduction) -> bool:
    return queries.side_of(introduction, Side.End.ASKED).answered_by_id == introduction.asked_by_id
