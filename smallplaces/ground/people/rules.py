"""Who may do what with what people keep about themselves."""

from datetime import datetime

from smallplaces.foundation.access import NotAllowed

from . import hooks
from .models import Account, Forgetting, Party, Pause, Person, Supporter

PARTS_WHEN_NOT_WELL = ("signs", "helps", "does_not_help", "whom_to_ring", "to_remember")


def check_is_here(party: Party) -> None:
    """Stop if `party` is a person who left."""
    if Person.objects.filter(pk=party.pk, left_at__isnull=False).exists():
        raise NotAllowed("They are not here any more.")


def check_can_leave_place(actor: Person, person: Person) -> None:
    """Stop unless `actor` is `person`: nobody is put out."""
    if actor != person or person.is_the_house:
        raise NotAllowed("People leave by themselves. Nobody is put out.")


def check_can_ask_to_be_forgotten(actor: Person, person: Person) -> None:
    """Stop unless `actor` is `person`, is here, and is not The House: nobody says it for others."""
    if actor != person or person.is_the_house:
        raise NotAllowed("Only they can say this, nobody for them.")
    check_is_here(person)


def check_can_take_back_forgetting(actor: Person, forgetting: Forgetting) -> None:
    """Stop unless `actor` is the person, and it is not done yet."""
    if actor.pk != forgetting.person_id:
        raise NotAllowed("Only they can say this, nobody for them.")
    if forgetting.done_at is not None:
        raise NotAllowed("It is done already. Nothing is left to bring back.")


def may_forget(actor: Person, person: Person, *, at: datetime) -> bool:
    """Return whether `actor` has the leave of `person` to forget them."""
    return any(may(actor, person, at) for may in hooks.may_forget)


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


def check_can_end_support(actor: Person, supporter: Supporter) -> None:
    """Stop unless `actor` is one of the two."""
    if actor not in (supporter.person, supporter.supporter):
        raise NotAllowed("Only the two of you can end this.")


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
