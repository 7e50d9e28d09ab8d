"""What is forgotten of wishes, offers and introductions."""

from datetime import datetime

from smallplaces.foundation.holdings import FORGOTTEN
from smallplaces.ground.offers.models import Introduction, Offer, Side, Step, Suggestion, Wish
from smallplaces.ground.people.models import Person


def forget_giving_and_asking(person: Person, by: Person, at: datetime) -> None:
    """Erase the plan of `person`, and their part of what they shared with others.

    An introduction stays for the other side, with no name and none of these words. Called when
    `person` is forgotten; by then what was open has ended.
    """
    mine = Side.objects.filter(party=person.pk)
    mine.update(contact="", how_was_it="", how_was_it_words="", how_was_it_at=None)
    asked = Introduction.objects.filter(
        pk__in=mine.filter(end=Side.End.ASKING).values("introduction")
    )
    asked.update(opening_words="", wish=None)
    met = Introduction.objects.filter(pk__in=mine.values("introduction"))
    met.update(meet_where="")
    Suggestion.objects.filter(wish__person=person).delete()
    Step.objects.filter(wish__person=person).delete()
    Introduction.objects.filter(wish__person=person).update(wish=None)
    Wish.objects.filter(person=person).delete()
    Suggestion.objects.filter(offer__giver=person).delete()
    given = Offer.objects.filter(giver=person)
    given.exclude(pk__in=Introduction.objects.exclude(offer=None).values("offer")).delete()
    given.update(words=FORGOTTEN, place=None)
