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
    _open_in_need(built)


def _open_in_need(built: Town) -> None:
    """Let Gwen open Amina's page twice in need; Hana has looked into the first."""
    cast = built.cast
    for holder, verb, because in (
        (cast.gwen, queries.OPENS, "A connector may have to know at night whom to ring."),
        (cast.hana, queries.REVIEWS, "Hana looks into what was opened in need. She opens nothing."),
        (cast.idris, queries.ADVOCATES, "Idris speaks for people who cannot be told yet."),
    ):
        trust.give_mandate(
            holder=holder,
            verb=verb,
            over=None,
            because=because,
            until=built.at + 180 * DAY,
            by=cast.the_house,
            at=built.then(60),
        )
    for days_ago, why in (
        (45, "She did not come to the door, and her light was on all night."),
        (1, "A neighbour heard her call, and I did not know whom to ring."),
    ):
        broken = trust.break_glass(
            person=cast.amina,
            shelf=Shelf.PROFILE,
            because=why,
            minutes=30,
            by=cast.gwen,
            at=built.then(days_ago),
        )
        if days_ago > 1:
            trust.review_break_glass(
                broken=broken,
                was_right=True,
                finding="Amina had lost her keys. She was glad that Cerys was rung.",
                by=cast.hana,
                at=built.then(days_ago - 1),
            )


def _look(
    built: Town,
    viewer: Person,
    shelf: Shelf,
    *,
    days_ago: float,
    reason: Look.Reason = Look.Reason.HELPING_NOW,
) -> Look:
    at = built.at - timedelta(days=days_ago)
    return trust.look(viewer=viewer, person=built.cast.amina, shelf=shelf, reason=reason, at=at)
