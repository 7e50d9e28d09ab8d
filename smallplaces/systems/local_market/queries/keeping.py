"""What someone keeps, and what there is to do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings import rules
from smallplaces.ground.listings.models import Access, Facts, Listing, ListingVersion, Problem
from smallplaces.ground.listings.queries import compare_facts, kept_by
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust.queries import has_mandate

from .saying import ages_as_said, cost_as_said, when_as_said

HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Changed:
    """One field that two sets of facts do not say alike, in words that people use."""

    field: str
    words: str
    before: str
    after: str


def keepers_for(person: Person, acting_for: Person | None, *, at: datetime) -> QuerySet[Party]:
    """Return the parties for whom `person` keeps listings; acting for someone, only that one."""
    parties = kept_by(person, at=at).order_by("name", "pk")
    return parties.filter(pk=acting_for.pk) if acting_for else parties


def is_kept_by(person: Person, listing: Listing, *, at: datetime) -> bool:
    """Return whether `person` may change what `listing` says."""
    try:
        rules.check_can_edit(person, listing, at=at)
    except NotAllowed:
        return False
    return True


def kept_by_or_looked_after(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """Return every listing that `person` may change.

    What they keep and, if they look after such, what nobody keeps.
    """
    return Listing.objects.filter(_kept("", person, at=at)).select_related(
        "keeper", "organisation", "confirmed_version__source"
    )


def _kept(path: str, person: Person, *, at: datetime) -> Q:
    kept = Q(**{f"{path}keeper__in": kept_by(person, at=at)})
    if has_mandate(person, rules.LOOK_AFTER, at=at):
        kept |= Q(**{f"{path}keeper": None})
    return kept


def kept_listings(keepers: QuerySet[Party]) -> QuerySet[Listing]:
    """Return what `keepers` keep, by name."""
    return (
        Listing.objects.filter(keeper__in=keepers).select_related("keeper").order_by("name", "pk")
    )


def to_confirm_again(listings: QuerySet[Listing], *, at: datetime) -> QuerySet[Listing]:
    """Return those of `listings` that nobody confirmed for half a year, the oldest first."""
    since = timezone.localdate(at) - HALF_A_YEAR
    public = listings.filter(state__in=(Listing.State.OPEN, Listing.State.PAUSED))
    old = public.filter(Q(confirmed_on__lt=since) | Q(confirmed_on=None))
    return old.order_by(F("confirmed_on").asc(nulls_first=True), "name")


def problems_to_settle(person: Person, *, at: datetime) -> QuerySet[Problem]:
    """Return what people say is wrong with what `person` may change, oldest first."""
    return (
        Problem.objects.filter(_kept("listing__", person, at=at), settled_at=None)
        .select_related("listing", "said_by")
        .order_by("said_at", "pk")
    )


def offered(keepers: QuerySet[Party]) -> QuerySet[ListingVersion]:
    """Return what sources offer for what `keepers` keep, and nobody decided yet."""
    return (
        ListingVersion.objects.filter(
            listing__keeper__in=keepers, state=ListingVersion.State.OFFERED
        )
        .select_related("listing", "source")
        .order_by("made_at", "pk")
    )


def draft_of(listing: Listing) -> ListingVersion | None:
    """Return the draft of `listing`, if one is being written."""
    return listing.versions.filter(state=ListingVersion.State.DRAFT).first()


def changes(before: Facts, after: Facts) -> list[Changed]:
    """Return what `after` says otherwise than `before`, in words that people use."""
    return [
        Changed(
            one.field,
            one.words,
            _in_words(before, one.field, one.before),
            _in_words(after, one.field, one.after),
        )
        for one in compare_facts(before, after)
    ]


def _in_words(facts: Facts, field: str, plain: str) -> str:
    if field == "times":
        return "\n".join(when_as_said(when) for when in facts.times)
    if field == "costs":
        return "\n".join(cost_as_said(cost) for cost in facts.costs)
    return plain


def summary_of(facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Return what `facts` say, for each part in which they are written: pairs of name and words."""
    access = ", ".join(Access(fact).label for fact in facts.access if fact in Access.values)
    return {
        "what": _said(
            ("Name", facts.name), ("Kind", Listing.Kind(facts.kind).label),
            ("What it is like", facts.description), ("About", ", ".join(facts.topics)),
            ("Formal service", "Yes" if facts.is_formal else ""), ("News", facts.notice),
        ),
        "when": _said(("When", "\n".join(when_as_said(when) for when in facts.times))),
        "where": _said(("Where", facts.where), ("Postcode", facts.postcode)),
        "cost": _said(
            ("Free", "Yes" if facts.is_free else ""),
            ("Cost", "\n".join(cost_as_said(cost) for cost in facts.costs)),
        ),
        "coming": _said(
            ("For whom", facts.who_for), ("Ages", ages_as_said(facts)), ("What is there", access),
            ("Getting there and in", facts.access_words), ("Languages", ", ".join(facts.languages)),
        ),
        "contact": _said(
            ("Phone", facts.phone), ("E-mail", facts.email), ("Web page", facts.url)
        ),
    }  # fmt: skip


def _said(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[1]]
