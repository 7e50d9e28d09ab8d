"""Questions about introductions."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Introduction, Offer, Side
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Account, Party, Pause, Person, Supporter
from smallplaces.ground.trust import queries as trust

State = Introduction.State

ANSWER_WITHIN = timedelta(days=21)
OPEN = frozenset({State.ASKED, State.BOTH_YES, State.MEETING})
HAPPENED = frozenset({Side.HowWasIt.GOOD, Side.HowWasIt.ONCE, Side.HowWasIt.NOT_FOR_ME})


def side_of(introduction: Introduction, end: str) -> Side:
    """Return the asking or the asked side of `introduction`."""
    return next(side for side in introduction.sides.all() if side.end == end)


def has_reached(introduction: Introduction) -> bool:
    """Return whether the asking side said yes, so that the other side hears of it.

    A yes of the other side alone comes after a break: they heard of it before.
    """
    return any(side.answer == Side.Answer.YES for side in introduction.sides.all())


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
    if state in OPEN and introduction.rests_since is None and introduction.expires_at <= at:
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
    return people.supporters_now(at).filter(writes__contains=[Shelf.PLAN])


def who_to_tell(party: Party, *, thing: str = "", at: datetime) -> QuerySet[Account]:
    """Return the accounts to which a letter for `party` goes.

    Those who answer for it and take no break from `thing`; for a person who takes one, or has no
    e-mail address, those who act for them.
    """
    with_email = Account.objects.filter(is_active=True).exclude(email=None).order_by("pk")
    with_email = with_email.exclude(person__in=people.paused_people(at, thing=thing))
    if party.kind == Party.Kind.CIRCLE:
        keepers = circles.roles_awake(at).filter(circle=party.pk, kind=Role.Kind.KEEPER)
        return with_email.filter(person__in=keepers.values("person"), person__left_at=None)
    own = with_email.filter(person__in=who_answers_for(party, at=at))
    if own.exists():
        return own
    acting = plan_writers(at=at).filter(person=party.pk)
    return with_email.filter(person__in=acting.values("supporter"))


def go_betweens(*, at: datetime) -> QuerySet[Person]:
    """Return the people whose circle asked them to introduce people, by name."""
    worn = circles.roles_awake(at).filter(kind=Role.Kind.GO_BETWEEN)
    return Person.objects.filter(pk__in=worn.values("person"), left_at=None).order_by("name", "pk")


def thing_of(introduction: Introduction) -> str:
    """Return how the log and a pause name `introduction`."""
    return f"offers.introduction:{introduction.code}"


def takes_a_break(party: Party, introduction: Introduction, *, at: datetime) -> bool:
    """Return whether `party` pauses everything or this; a circle does when all its keepers do."""
    if party.kind == Party.Kind.PERSON:
        return people.is_paused(party.person, thing=thing_of(introduction), at=at)
    keepers = circles.roles_worn(at).filter(circle=party.pk, kind=Role.Kind.KEEPER)
    awake = circles.roles_awake(at).filter(circle=party.pk, kind=Role.Kind.KEEPER)
    return keepers.exists() and not awake.exists()


def is_at_rest(introduction: Introduction, *, at: datetime) -> bool:
    """Return whether the clock of `introduction` should stand still at `at`.

    Once both said yes, while either takes a break. Before that only where nobody else can see
    it: while it waits for the asking side's own yes to what someone else asked for them. A side
    that was asked stops no clock: to the other side it must look like silence.
    """
    asking, asked = (side_of(introduction, end) for end in (Side.End.ASKING, Side.End.ASKED))
    if introduction.state in {State.BOTH_YES, State.MEETING}:
        return any(takes_a_break(side.party, introduction, at=at) for side in (asking, asked))
    if introduction.state == State.ASKED and not has_reached(introduction):
        return takes_a_break(asking.party, introduction, at=at)
    return False


def missed_in_a_break(introduction: Introduction, person: Person, *, at: datetime) -> bool:
    """Return whether time ran out on an ask of `person` while they took a break, not long ago.

    For three weeks after they came back they can still say yes, whatever they said before: a
    pause leaves them no fewer days than anyone has.
    """
    if stage_at(introduction, at=at) != State.EXPIRED or introduction.meet_at is not None:
        return False
    asked = side_of(introduction, Side.End.ASKED)
    if asked.party_id != person.pk or asked.answer == Side.Answer.YES:
        return False
    if not has_reached(introduction):
        return False
    return Pause.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=max(introduction.expires_at, at - ANSWER_WITHIN)),
        person=person,
        thing__in={"", thing_of(introduction)},
        began_at__lte=introduction.expires_at,
    ).exists()


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
    reached = Exists(ends.filter(answer=Side.Answer.YES))
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
    due = Introduction.objects.filter(state__in=OPEN, rests_since=None, expires_at__lte=at)
    return due.order_by("pk")


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
