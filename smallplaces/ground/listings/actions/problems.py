"""Something is wrong here: said by anyone, heard by whoever keeps the listing."""

from datetime import datetime, timedelta

from django.db import transaction

from smallplaces.foundation.acting import in_the_name_of
from smallplaces.foundation.recording import record
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person

from .. import emails, rules
from ..models import Listing, Problem
from ..queries.keeping import who_hears_about

LONGEST_WORDS = 2_000
LONGEST_REPLY_TO = 254
SAID_TWICE = timedelta(minutes=10)


class SaysNothing(ValueError):
    """A problem needs words, at most 2,000 letters of them. The message is a sentence."""


@transaction.atomic
def say_problem(
    *, listing: Listing, words: str, reply_to: str = "", by: Person | None, at: datetime
) -> Problem:
    """Say that something is wrong with a listing. Nobody needs an account or a name for it.

    The same words within ten minutes are one problem. A letter goes to everyone who keeps the
    listing, or to whoever runs this place when nobody does, once this is kept; if it cannot be
    sent, the problem still waits on the keeper's page. Raises SaysNothing.
    Records `listings.problem_said`, by The House when the person gave no name.
    """
    words, reply_to = _told(words), " ".join(reply_to.replace("\x00", "").split())
    if len(reply_to) > LONGEST_REPLY_TO:
        raise SaysNothing("That is too long for an address or a phone number.")
    listing = Listing.objects.select_for_update(of=("self",), no_key=True).get(pk=listing.pk)
    first = listing.problems.filter(words=words, said_at__gt=at - SAID_TWICE).first()
    if first is not None:
        return first
    problem = listing.problems.create(words=words, reply_to=reply_to, said_at=at, said_by=by)
    writer = by or people.the_house()
    with in_the_name_of(writer, at=at):
        record(
            "listings.problem_said",
            by=writer,
            at=at,
            about=listing.keeper,
            thing=f"listings.problem:{problem.code}",
        )
    hearers = who_hears_about(listing, at=at)
    transaction.on_commit(lambda: emails.tell_of_problem(problem, hearers), robust=True)
    return problem


@transaction.atomic
def settle_problem(*, problem: Problem, answer: str = "", by: Person, at: datetime) -> Problem:
    """Say that a problem has been put right, or why not. A repeat changes nothing.

    Raises NotAllowed, SaysNothing (an answer that is too long). Records
    `listings.problem_settled`.
    """
    problem = (
        Problem.objects.select_for_update(of=("self",), no_key=True)
        .select_related("listing__keeper")
        .get(pk=problem.pk)
    )
    rules.check_can_edit(by, problem.listing, at=at)
    if problem.settled_at is not None:
        return problem
    problem.answer = _told(answer) if answer.strip() else ""
    problem.settled_at, problem.settled_by = at, by
    problem.save(update_fields=["answer", "settled_at", "settled_by"])
    record(
        "listings.problem_settled",
        by=by,
        at=at,
        about=problem.listing.keeper,
        thing=f"listings.problem:{problem.code}",
    )
    return problem


def _told(words: str) -> str:
    words = words.replace("\x00", "").strip()
    if not words:
        raise SaysNothing("Say in a few words what is wrong.")
    if len(words) > LONGEST_WORDS:
        raise SaysNothing(f"Please keep it under {LONGEST_WORDS:,} letters.")
    return words
