"""Cerys does things for Amina, Efa acts for a neighbour by law, and Gwen notes one decision."""

from datetime import timedelta

from django.utils import timezone

from smallplaces.foundation.recording import Helping, helping
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import LegalPaper, Supporter
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries

from .building import DAY, Town


def build_supporting(built: Town) -> None:
    """Let both names stand on what Cerys did, and show a paper of the law and a note."""
    cast = built.cast
    amina, cerys, gwen = cast.amina, cast.cerys, cast.gwen
    with helping(Helping(for_whom=str(amina.code))):
        people.add_tie(
            person=amina,
            name="Aunt Rehana",
            who_they_are="aunt, in Bradford",
            closeness=3,
            by=cerys,
            at=built.then(6),
        )
    for verb, because in (
        (queries.BEGINS_BY_LAW, "Gwen looks at papers that let someone act for someone."),
        (queries.NOTES_DECISIONS, "Gwen notes how people were helped to decide."),
    ):
        trust.give_mandate(
            holder=gwen,
            verb=verb,
            over=None,
            because=because,
            until=built.at + 180 * DAY,
            by=cast.the_house,
            at=built.then(60),
        )
    _act_by_law(built)
    note = people.note_decision(
        person=amina,
        decision="Whether to go on the boat trip in June.",
        how_helped="We looked at the boat together, twice. She asked about the steps.",
        could_decide=True,
        look_again_on=timezone.localdate(built.at + 90 * DAY),
        by=gwen,
        at=built.then(12),
    )
    people.answer_decision_note(
        note=note, words="I said yes because of the herons.", by=amina, at=built.then(11)
    )


def _act_by_law(built: Town) -> None:
    """Let Efa act for the neighbour who moved in first, with a power of attorney that Gwen saw."""
    neighbour = next(iter(built.residents.values()))
    seen = timezone.localdate(built.then(30))
    support = people.begin_by_law(
        person=neighbour,
        supporter=built.cast.efa,
        ground=Supporter.Ground.ATTORNEY,
        paper=people.Paper(
            LegalPaper.Kind.LPA_HEALTH, seen - timedelta(days=700), None, "7004 1188"
        ),
        shelves=[Shelf.PROFILE, Shelf.PLAN],
        writes=[Shelf.PLAN],
        by=built.cast.gwen,
        at=built.then(30),
    )
    people.accept_to_support(supporter=support, by=built.cast.efa, at=built.then(29))
