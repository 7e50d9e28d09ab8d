"""Who may do what with what people keep about themselves."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf

from . import hooks
from .models import Account, DecisionNote, LegalPaper, Party, Pause, Person, Supporter

Ground, Kind = Supporter.Ground, LegalPaper.Kind
BY_THE_PERSON = (Ground.ASKED, Ground.NOMINATED)
ENDS_WITH_ITS_PAPER = (Ground.DEPUTY, Ground.PARENT)
LOOK_AGAIN_WITHIN = timedelta(days=365)
LONGEST_NOTE = 2_000
MONEY = (Shelf.PROFILE, Shelf.MONEY)
WELFARE = tuple(shelf for shelf in Shelf if shelf != Shelf.MONEY)
PAPERS_OF: dict[str, dict[str, tuple[Shelf, ...]]] = {
    Ground.AUTHORISED: {Kind.AUTHORISATION: (*MONEY, Shelf.PLAN, Shelf.SUPPORT)},
    Ground.ATTORNEY: {Kind.LPA_HEALTH: WELFARE, Kind.LPA_MONEY: MONEY},
    Ground.DEPUTY: {Kind.ORDER_WELFARE: WELFARE, Kind.ORDER_MONEY: MONEY},
    Ground.PARENT: {Kind.BIRTH: tuple(Shelf)},
}
"""What each paper of the law reaches: a power over money says nothing of anything else."""

PARTS_WHEN_NOT_WELL = ("signs", "helps", "does_not_help", "whom_to_ring", "to_remember")


def check_is_here(party: Party) -> None:
    """Stop if `party` is a person who left."""
    if Person.objects.filter(pk=party.pk, left_at__isnull=False).exists():
        raise NotAllowed("They are not here any more.")


def check_can_leave_place(actor: Person, person: Person) -> None:
    """Stop unless `actor` is `person`: nobody is put out."""
    if actor != person or person.is_the_house:
        raise NotAllowed("People leave by themselves. Nobody is put out.")


def check_can_write_people(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or acts for them with their people."""
    for check in hooks.check_can_write_people:
        check(actor, person, at)


def check_can_write_profile(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or acts for them with their profile."""
    for check in hooks.check_can_write_profile:
        check(actor, person, at)


def check_can_pause(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or was asked to begin and end breaks for them."""
    check_is_here(person)
    for check in hooks.check_can_pause:
        check(actor, person, at)


def check_can_write_standing_wishes(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or may write what helps when they are not well."""
    for check in hooks.check_can_write_standing_wishes:
        check(actor, person, at)


def check_can_tell(actor: Person, pause: Pause, party: Party, *, at: datetime) -> None:
    """Stop unless `actor` may pause for the person, and `party` is someone else who is here."""
    check_can_pause(actor, pause.person, at=at)
    check_is_here(party)
    if party.pk == pause.person_id:
        raise NotAllowed("Choose someone else to tell.")
    if pause.ended_at is not None:
        raise NotAllowed("This break is over.")


def end_of(day: date) -> datetime:
    """Return the last moment of `day` where this place is."""
    return timezone.make_aware(datetime.combine(day, time.max))


def said(words: str, *, longest: int, optional: bool = False) -> str:
    """Return `words` without space around them. Raises NotAllowed for none, or too many."""
    words = words.replace("\x00", "").strip()
    if not words and not optional:
        raise NotAllowed("Write a few words first.")
    if len(words) > longest:
        raise NotAllowed(f"Keep it to {longest} letters. This has {len(words)}.")
    return words


def check_can_ask_supporter(actor: Person, person: Person, supporter: Person) -> None:
    """Stop unless `actor` is `person`, and `supporter` is someone else who is here."""
    if actor != person:
        raise NotAllowed("Only the person themselves can ask someone to act for them.")
    if supporter == person:
        raise NotAllowed("Choose someone else to act for you.")
    check_is_here(supporter)


def check_can_accept_to_support(actor: Person, supporter: Supporter, *, at: datetime) -> None:
    """Stop unless `actor` is the one who was asked, and the asking still stands."""
    if actor != supporter.supporter:
        raise NotAllowed("Only the one who was asked can say yes to this.")
    if supporter.ended_at or supporter.until <= at:
        raise NotAllowed("This has ended. You can be asked again.")


def check_can_begin_by_law(
    actor: Person, person: Person, supporter: Person, *, at: datetime
) -> None:
    """Stop unless `actor` was given leave to look at papers, and is neither of the two."""
    check_is_here(person)
    check_is_here(supporter)
    if supporter == person:
        raise NotAllowed("Nobody acts for themselves. Choose someone else.")
    if actor in (person, supporter):
        raise NotAllowed("Somebody else has to look at the paper: not one of the two.")
    for check in hooks.check_can_begin_by_law:
        check(actor, person, at)


def check_paper(
    ground: str,
    kind: str,
    from_on: date,
    until_on: date | None,
    shelves: Collection[Shelf],
    *,
    today: date,
) -> None:
    """Stop unless the paper fits the ground, reaches as far as `shelves`, and is good `today`."""
    if kind not in PAPERS_OF.get(ground, {}):
        raise NotAllowed("This paper does not let anyone act in this way.")
    if from_on > today:
        raise NotAllowed("This paper is not good yet. Come back on its first day.")
    if until_on is not None and until_on < today:
        raise NotAllowed("This paper has run out.")
    if ground in ENDS_WITH_ITS_PAPER and until_on is None:
        raise NotAllowed("Say on which day it ends.")
    if not shelves or not set(shelves) <= set(PAPERS_OF[ground][kind]):
        raise NotAllowed("This paper does not reach as far as this. Choose less.")


def check_can_end_support(actor: Person, supporter: Supporter, *, at: datetime) -> None:
    """Stop unless `actor` is one of the two; by law, the supporter or who may look at papers."""
    if actor == supporter.supporter:
        return
    if not supporter.is_by_law:
        check_is_one_of_the_two(actor, supporter)
        return
    if actor == supporter.person:
        raise NotAllowed(
            "A paper of the law stands behind this, so it does not end by a button. If it is not "
            "right, tell us. You can also ask the Office of the Public Guardian."
        )
    check_can_begin_by_law(actor, supporter.person, supporter.supporter, at=at)


def check_is_one_of_the_two(actor: Person, supporter: Supporter) -> None:
    """Stop unless `actor` is the person or the one who acts for them."""
    if actor not in (supporter.person, supporter.supporter):
        raise NotAllowed("Only the two of you can do this.")


def check_can_write_together(actor: Person, supporter: Supporter, *, at: datetime) -> None:
    """Stop unless it is one of the two, and the supporter may write for the person now."""
    check_is_one_of_the_two(actor, supporter)
    stands = supporter.accepted_at is not None and supporter.ended_at is None
    if not stands or supporter.until <= at or not supporter.writes:
        raise NotAllowed("They may not write for this person now.")


def check_can_note_decision(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` was given leave to note decisions of `person`."""
    check_is_here(person)
    if actor == person:
        raise NotAllowed("Somebody else writes this note. You can put your words beside it.")
    for check in hooks.check_can_note_decision:
        check(actor, person, at)


def check_decision_words(*, could_decide: bool, **words: str) -> dict[str, str]:
    """Return the words of a note without space around them. Raises NotAllowed for too few."""
    needed = {"decision", "how_helped"} | (set() if could_decide else {"why_not", "best_interests"})
    longest = {"decision": 300}
    kept = {
        name: said(one, longest=longest.get(name, LONGEST_NOTE), optional=name not in needed)
        for name, one in words.items()
    }
    if could_decide and (kept["why_not"] or kept["best_interests"]):
        raise NotAllowed("They could decide this, so leave the rest empty.")
    return kept


def check_can_answer_note(actor: Person, note: DecisionNote) -> None:
    """Stop unless the note is about `actor`."""
    if actor != note.person:
        raise NotAllowed("Only the person themselves puts their words beside a note.")


def check_can_issue_card(actor: Person, account: Account, *, at: datetime) -> None:
    """Stop unless the card is `actor`'s own, or someone gave them leave to give out this card."""
    if actor == account.person:
        return
    if not any(may(actor, account.person, at) for may in hooks.may_issue_card):
        raise NotAllowed("You can only make a card for yourself.")
    check_is_here(account.person)


def check_can_open_account(actor: Person, person: Person) -> None:
    """Stop unless the account is `actor`'s own, or The House opens it when a place is set up."""
    if actor != person and not actor.is_the_house:
        raise NotAllowed("You can only make a way in for yourself.")
