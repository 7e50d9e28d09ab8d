"""Questions about introductions."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Introduction, Offer, Side
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Account, Party, Person, Supporter
from smallplaces.ground.trust import queries as trust

State = Introduction.State

OPEN = frozenset({State.ASKED, State.BOTH_YES, State.MEETING})
HAPPENED = frozenset({Side.HowWasIt.GOOD, Side.HowWasIt.ONCE, Side.HowWasIt.NOT_FOR_ME})


def side_of(introduction: Introduction, end: str) -> Side:
    """Return the asking or the asked side of `introduction`."""
    return next(side for side in introduction.sides.all() if side.end == end)


def has_reached(introduction: Introduction) -> bool:
    """Return whether the asking side said yes, so that the other side hears of it."""
    return side_of(introduction, Side.End.ASKING).answer == Side.Answer.YES


def how_it_was_said(introduction: Introduction) -> list[Side]:
    """Return the sides that said how the first meeting was."""
    return [side for side in introduction.sides.all() if side.how_was_it]


def stage_when_time_is_up(introduction: Introduction) -> Introduction.State:
    """Return where `introduction` goes when time runs out: they met if either side says so."""
    they_met = any(side.how_was_it in HAPPENED for side in introduction.sides.all())
    return State.MET if introduction.state == State.MEETING and they_met else State.EXPIRED


def stage_at(introduction: Introduction, *, at: datetime) -> Introduction.State:
    """Return the stage at `at`: time that ran out counts at once, before the nightly round."""
    state = State(introduction.state)
    if state in OPEN and introduction.expires_at <= at:
        return stage_when_time_is_up(introduction)
    return state


def who_answers_for(party: Party, *, at: datetime) -> list[Person]:
    """Return who is here and answers for `party`: themself, or the keepers of a circle."""
    if party.kind == Party.Kind.PERSON:
        found = Person.objects.filter(pk=party.pk)
    else:
        keepers = circles.roles_worn(at).filter(circle=party.pk, kind=Role.Kind.KEEPER)
        found = Person.objects.filter(pk__in=keepers.values("person"))
    return list(found.filter(left_at=None).order_by("pk"))


def answers_as(person: Person, *, at: datetime) -> frozenset[int]:
    """Return the ids of the parties that `person` answers for: themself and circles they keep.

    The same as `who_answers_for`, from the other end. One query.
    """
    if person.left_at is not None:
        return frozenset()
    return frozenset({person.pk, *_circles_kept_by(person, at)})


def speaks_as(actor: Person, *, at: datetime) -> frozenset[int]:
    """Return the ids of all parties that `actor` may answer for, as `rules.check_can_answer_for`.

    Themself, circles they keep, and people who asked them to act for them. Two queries.
    """
    acts_for = plan_writers(at=at).filter(supporter=actor).values_list("person_id", flat=True)
    return frozenset({actor.pk, *_circles_kept_by(actor, at), *acts_for})


def can_be_reached(listing: Listing, *, at: datetime) -> bool:
    """Return whether someone here answers for `listing`, so that people can be introduced."""
    return listing.keeper is not None and bool(who_answers_for(listing.keeper, at=at))


def plan_writers(*, at: datetime) -> QuerySet[Supporter]:
    """Return who may write in whose plan at `at`, and so answer for them."""
    return people.supporters_now(at).filter(may_write=True, shelves__contains=[Shelf.PLAN])


def who_to_tell(party: Party, *, at: datetime) -> QuerySet[Account]:
    """Return the accounts to which a letter for `party` goes.

    Those who answer for it; for a person without an e-mail address, those who act for them.
    """
    with_email = Account.objects.filter(is_active=True).exclude(email=None).order_by("pk")
    own = with_email.filter(person__in=who_answers_for(party, at=at))
    if own.exists() or party.kind == Party.Kind.CIRCLE:
        return own
    acting = plan_writers(at=at).filter(person=party.pk)
    return with_email.filter(person__in=acting.values("supporter"))


def go_betweens(*, at: datetime) -> QuerySet[Person]:
    """Return the people whose circle asked them to introduce people, by name."""
    worn = circles.roles_worn(at).filter(kind=Role.Kind.GO_BETWEEN)
    return Person.objects.filter(pk__in=worn.values("person"), left_at=None).order_by("name", "pk")


def asks_of(asker: Person) -> QuerySet[Introduction]:
    """Return every introduction that was asked for `asker`, newest first."""
    asking = Side.objects.filter(end=Side.End.ASKING, party=asker)
    return Introduction.objects.filter(sides__in=asking).order_by("-asked_at", "-pk")


def open_asks_of(asker: Person, *, at: datetime) -> QuerySet[Introduction]:
    """Return the asks of `asker` that wait for a yes."""
    return asks_of(asker).filter(state=State.ASKED, expires_at__gt=at)


def last_ask(
    asker: Person, *, listing: Listing | None = None, offer: Offer | None = None
) -> Introduction | None:
    """Return the newest introduction of `asker` to this `listing` or `offer`, or None."""
    return asks_of(asker).filter(listing=listing, offer=offer).prefetch_related("sides").first()


def standing_no(asker: Person, party: Party, introduction: Introduction) -> Side | None:
    """Return the no that `party` said to `asker` last time, if their last answer was a no.

    A person's no stands whatever it is about; a circle's no is about one listing.
    """
    is_person = party.kind == Party.Kind.PERSON
    about = Q() if is_person else Q(introduction__listing=introduction.listing)
    last = (
        Side.objects.filter(
            about, end=Side.End.ASKED, party=party, introduction__in=asks_of(asker).values("pk")
        )
        .exclude(introduction=introduction.pk)
        .exclude(answer=Side.Answer.WAITING)
        .order_by("-answered_at", "-pk")
        .first()
    )
    return last if last is not None and last.answer == Side.Answer.NO else None


def introductions_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Introduction]:
    """Return the introductions `viewer` may know of, newest first.

    The asking side and those who may see their plan; the asked side, once it was asked, and
    those who may answer for it; the go-between, once it was asked.
    """
    ends = Side.objects.filter(introduction=OuterRef("pk"))
    asking = ends.filter(end=Side.End.ASKING)
    reached = Exists(asking.filter(answer=Side.Answer.YES))
    sees_asking = Exists(asking.filter(trust.sees(viewer, Shelf.PLAN, at=at, person="party")))
    is_asked = Exists(ends.filter(_answered_by(viewer, at), end=Side.End.ASKED))
    return (
        Introduction.objects.filter(
            Q(sees_asking) | (Q(reached) & (Q(is_asked) | Q(go_between=viewer)))
        )
        .select_related("listing", "offer__place", "go_between", "asked_by")
        .prefetch_related(Prefetch("sides", Side.objects.select_related("party__person__home")))
        .order_by("-asked_at", "-pk")
    )


def introductions_of(whose: Person, viewer: Person, *, at: datetime) -> QuerySet[Introduction]:
    """Return those of `introductions_visible_to(viewer)` that `whose` has a part in."""
    mine = Side.objects.filter(
        Q(party=whose) | Q(party__in=_kept_by(whose, at)), introduction=OuterRef("pk")
    )
    return introductions_visible_to(viewer, at=at).filter(Q(Exists(mine)) | Q(go_between=whose))


def due_to_expire(*, at: datetime) -> QuerySet[Introduction]:
    """Return the introductions whose time has run out and that still stand open."""
    return Introduction.objects.filter(state__in=OPEN, expires_at__lte=at).order_by("pk")


def _answered_by(viewer: Person, at: datetime) -> Q:
    acts_for = plan_writers(at=at).filter(supporter=viewer)
    return (
        Q(party=viewer)
        | Q(party__in=_kept_by(viewer, at))
        | Q(party__in=Subquery(acts_for.values("person")))
    )


def _kept_by(person: Person, at: datetime) -> Subquery:
    return Subquery(_circles_kept_by(person, at))


def _circles_kept_by(person: Person, at: datetime) -> QuerySet[Role, int]:
    worn = circles.roles_worn(at).filter(person=person, kind=Role.Kind.KEEPER)
    return worn.values_list("circle_id", flat=True)
