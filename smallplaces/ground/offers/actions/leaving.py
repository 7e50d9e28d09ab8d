"""What becomes of offers and introductions when someone leaves this place."""

from datetime import datetime

from smallplaces.ground.offers import queries
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people.models import Person

from .giving import take_back_offer
from .introductions import end_introduction, take_back_introduction

State = Introduction.State


def stop_for(person: Person, by: Person, at: datetime) -> None:
    """Take back what `person` offers and asks for, and end what was agreed.

    What they were asked and did not answer runs out by itself: to the other side it is silence.
    """
    for offer in queries.offers_of(person):
        take_back_offer(offer=offer, by=by, at=at)
    for side in Side.objects.filter(party=person).select_related("introduction").order_by("pk"):
        stage = queries.stage_at(side.introduction, at=at)
        if stage in {State.BOTH_YES, State.MEETING}:
            end_introduction(introduction=side.introduction, by=by, at=at)
        elif stage == State.ASKED and side.end == Side.End.ASKING:
            take_back_introduction(introduction=side.introduction, by=by, at=at)
