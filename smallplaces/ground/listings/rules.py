"""Who may do what with a listing. Each rule returns nothing or raises NotAllowed."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust import rules as trust_rules

from .models import Access, Cost, Facts, Listing, Time
from .queries.repeating import NotARule, check_rule

# The verbs of mandates over the whole place.
TAKE_IN = "listings.take_in"
GIVE_KEEPER = "listings.give_keeper"
LOOK_AFTER = "listings.look_after"

LONGEST = {
    "name": 200,
    "description": 20_000,
    "url": 500,
    "email": 254,
    "phone": 60,
    "where": 300,
    "postcode": 8,
    "access_words": 2_000,
    "who_for": 2_000,
    "notice": 2_000,
}
MOST_OF_A_KIND = 100
LONGEST_WORD = 200
OLDEST_AGE = 130
MOST_PENCE = 100_000_000  # a million pounds
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}")
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class FactsNotUsable(ValueError):
    """A listing cannot say this. `sentences` says by field what is wrong."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


def check_speaks_for(actor: Person, keeper: Party, *, at: datetime) -> None:
    """Stop unless `actor` is `keeper`, acts for them, or keeps the listings of that circle."""
    _check_is_still_here(actor)
    if keeper.kind == Party.Kind.PERSON:
        trust_rules.check_can_write(actor, keeper.person, Shelf.PROFILE, at=at)
    elif not circles.wears(actor, keeper, Role.Kind.KEEPER, at=at):
        raise NotAllowed("Only whoever keeps this circle's listings can change them.")


def check_can_edit(actor: Person, listing: Listing, *, at: datetime) -> None:
    """Stop unless `actor` speaks for its keeper or, when nobody keeps it, looks after such ones."""
    if listing.keeper is not None:
        check_speaks_for(actor, listing.keeper, at=at)
        return
    _check_is_still_here(actor)
    if not trust.has_mandate(actor, LOOK_AFTER, at=at):
        raise NotAllowed("Nobody keeps this page yet. Ask to keep it, or tell us what is wrong.")


def check_can_confirm(actor: Person, listing: Listing, *, at: datetime) -> None:
    """Stop unless `actor` may edit: whoever keeps a listing true is also who says that it is."""
    check_can_edit(actor, listing, at=at)


def check_can_give_keeper(
    actor: Person, listing: Listing, keeper: Party | None, *, at: datetime
) -> None:
    """Stop unless `actor` may hand out keeping. A keeper may give it up without asking anyone."""
    _check_is_still_here(actor)
    if keeper is None and listing.keeper is not None:
        try:
            check_speaks_for(actor, listing.keeper, at=at)
        except NotAllowed:
            pass
        else:
            return
    if not trust.has_mandate(actor, GIVE_KEEPER, at=at):
        raise NotAllowed("Ask a local connector: they can say who keeps this page.")


def check_can_take_in(actor: Person, *, at: datetime) -> None:
    """Stop unless `actor` may read directories into this place."""
    if not trust.has_mandate(actor, TAKE_IN, at=at):
        raise NotAllowed("Only whoever runs this place can read in a directory.")


def _check_is_still_here(actor: Person) -> None:
    if actor.left_at is not None:
        raise NotAllowed("You have left this place. Come back first.")


def check_facts(facts: Facts) -> None:
    """Stop unless a listing can say `facts`. Raises FactsNotUsable with every sentence at once."""
    sentences: dict[str, str] = {}
    for field, sentence in _wrong(facts):
        sentences.setdefault(field, sentence)
    if sentences:
        raise FactsNotUsable(sentences)


def _wrong(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from _wrong_texts(facts)
    yield from _wrong_addresses(facts)
    if facts.kind not in Listing.Kind.values:
        yield "kind", "Say what kind of thing this is."
    if (facts.latitude is None) != (facts.longitude is None):
        yield "latitude", "A point on the map needs both its numbers."
    if not -90 <= (facts.latitude or 0) <= 90 or not -180 <= (facts.longitude or 0) <= 180:
        yield "latitude", "This point is not on the earth."
    if set(facts.access) - set(Access.values):
        yield "access", "Choose what makes it easier to come from the list."
    ages = [age for age in (facts.min_age, facts.max_age) if age is not None]
    if any(not 0 <= age <= OLDEST_AGE for age in ages) or ages != sorted(ages):
        yield "min_age", "Give ages in whole years, the younger one first."
    yield from (("times", sentence) for when in facts.times for sentence in _wrong_time(when))
    yield from (("costs", sentence) for cost in facts.costs for sentence in _wrong_cost(cost))


def _wrong_texts(facts: Facts) -> Iterator[tuple[str, str]]:
    if not facts.name.strip():
        yield "name", "Give it a name."
    for field, longest in LONGEST.items():
        text = getattr(facts, field)
        if len(text) > longest:
            yield field, f"This is too long. Please keep it under {longest:,} letters."
        if UNSHOWABLE.search(text):
            yield field, "This has signs in it that cannot be shown. Please type it again."
    for field in ("languages", "topics", "times", "costs"):
        if len(getattr(facts, field)) > MOST_OF_A_KIND:
            yield field, f"That is more than {MOST_OF_A_KIND}."
    for field in ("languages", "topics"):
        words = getattr(facts, field)
        if any(len(word) > LONGEST_WORD or UNSHOWABLE.search(word) for word in words):
            yield field, "One of these is too long, or cannot be shown."


def _wrong_addresses(facts: Facts) -> Iterator[tuple[str, str]]:
    if facts.postcode and not POSTCODE.fullmatch(facts.postcode):
        yield "postcode", "This does not look like a postcode."
    checks = (
        ("url", URLValidator(["http", "https"]), "web address"),
        ("email", validate_email, "e-mail address"),
    )
    for field, check, what in checks:
        text = getattr(facts, field)
        try:
            if text:
                check(text)
        except ValidationError:
            yield (
                field,
                f"This does not look like an {what}."
                if what[0] == "e"
                else (f"This does not look like a {what}. It starts with https://"),
            )


def _wrong_time(when: Time) -> Iterator[str]:
    if when.rrule:
        try:
            check_rule(when.rrule)
        except NotARule as error:
            yield str(error)
    days = [day for day in (when.starts_on, when.ends_on) if day is not None]
    if any(not FIRST_DAY <= day <= LAST_DAY for day in days) or days != sorted(days):
        yield "The last day comes after the first."
    if len(when.words) > MOST_OF_A_KIND * 5 or UNSHOWABLE.search(when.words):
        yield "Please say in fewer words when it is."


def _wrong_cost(cost: Cost) -> Iterator[str]:
    if cost.pence is not None and not 0 <= cost.pence <= MOST_PENCE:
        yield "A price is nought or more."
    if len(cost.words) > MOST_OF_A_KIND * 3 or UNSHOWABLE.search(cost.words):
        yield "Please say in fewer words what it is for."
