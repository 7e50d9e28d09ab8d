"""Who looked at Amina's things in the invented town, what she asked, and who answered."""

from datetime import timedelta

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries
from smallplaces.ground.trust.models import Look

from .building import DAY, Town


def build_looking(built: Town) -> None:
    """Let Cerys look and answer, Gwen look and not answer, and Idris hear of it as a guardian."""
    cast = built.cast
    trust.give_mandate(
        holder=cast.idris,
        verb=queries.HEARS_QUESTIONS,
        over=None,
        because="The people who use services here chose Idris. He works for none of them.",
        until=built.at + 180 * DAY,
        by=cast.the_house,
        at=built.then(60),
    )
    answered = _look(built, cast.cerys, Shelf.PLAN, days_ago=10, reason=Look.Reason.ASKED_ME)
    for hours in (1, 2):
        _look(built, cast.cerys, Shelf.PLAN, days_ago=3 - hours / 24)
    question = trust.ask_why(
        look=answered, words="What did you need it for?", by=cast.amina, at=built.then(9)
    )
    trust.answer_why(
        question=question,
        answer="You asked me what the club wants you to bring, so I read your steps.",
        by=cast.cerys,
        at=built.then(8),
    )
    trust.share(
        person=cast.amina,
        viewer=cast.gwen,
        shelf=Shelf.PEOPLE,
        until=built.then(20),
        by=cast.amina,
        at=built.then(40),
    )
    looked = _look(built, cast.gwen, Shelf.PEOPLE, days_ago=30, reason=Look.Reason.GETTING_READY)
    trust.ask_why(look=looked, by=cast.amina, at=built.then(20))
    trust.pass_on_questions(by=cast.the_house, at=built.then(5))


def _look(
    built: Town,
    viewer: Person,
    shelf: Shelf,
    *,
    days_ago: float,
    reason: Look.Reason = Look.Reason.HELPING_NOW,
) -> Look:
    at = built.at - timedelta(days=days_ago)
    return trust.look(
        viewer=viewer, person=built.cast.amina, shelf=shelf, reason=reason, at=at
    )
