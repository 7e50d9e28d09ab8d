"""Questions about people. What a viewer may see of them is asked of `trust.queries`."""

from datetime import datetime

from django.db.models import Q, QuerySet

from smallplaces.foundation.holdings import Ending, Fate, Holding, Table

from .models import (
    Account,
    CodeCard,
    DecisionNote,
    Forgetting,
    HowToTalkWithMe,
    LegalPaper,
    Notice,
    Pause,
    Person,
    SignInLink,
    StandingWish,
    Supporter,
    Tie,
    WhenNotWell,
    WritingTogether,
)


def the_house() -> Person:
    """Return The House, as whom scheduled work is done.

    Raises Person.DoesNotExist before it is built.
    """
    return Person.objects.get(is_the_house=True)


def ties_of(person: Person) -> QuerySet[Tie]:
    """Return who matters to `person` now, closest first."""
    return person.ties.filter(ended_at=None).order_by("closeness", "name", "pk")


def supporters_now(at: datetime) -> QuerySet[Supporter]:
    """Return every support that counts at `at`: accepted, not ended, not run out."""
    return Supporter.objects.filter(accepted_at__lte=at, until__gt=at, ended_at=None)


def supporting(person: Person, supporter: Person, *, at: datetime) -> Supporter | None:
    """Return how `supporter` acts for `person` at `at`, or None."""
    return supporters_now(at).filter(person=person, supporter=supporter).first()


def supported_by(supporter: Person, *, at: datetime) -> QuerySet[Supporter]:
    """Return the people `supporter` acts for at `at`."""
    return (
        supporters_now(at)
        .filter(supporter=supporter)
        .select_related("person")
        .order_by("person__name")
    )


def supports_touching(person: Person) -> QuerySet[Supporter]:
    """Return every support that stands in which `person` is one of the two."""
    touching = Supporter.objects.filter(Q(person=person) | Q(supporter=person), ended_at=None)
    return touching.select_related("person", "supporter")


def account_with_email(email: str) -> Account | None:
    """Return the account that `email` opens, or None."""
    return Account.objects.filter(email_index__of=email, is_active=True).first()


def links_not_expired(account: Account, *, at: datetime) -> QuerySet[SignInLink]:
    """Return the links made for `account` whose half hour is not over at `at`, used or not."""
    return SignInLink.objects.filter(account=account, expires_at__gt=at)


def card_of(person: Person) -> CodeCard | None:
    """Return the card that opens the door for `person` now, or None."""
    return CodeCard.objects.filter(account__person=person, ended_at=None).first()


def people_with_a_way_in() -> QuerySet[Person]:
    """Return everyone who is here and has an account, by name. Not The House."""
    here = Person.objects.filter(left_at=None, is_the_house=False, account__is_active=True)
    return here.select_related("account", "home").order_by("name", "pk")


def pauses_now(at: datetime) -> QuerySet[Pause]:
    """Return every pause that stands at `at`, of everything or of one thing."""
    return Pause.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), began_at__lte=at)


def is_paused(person: Person, *, thing: str = "", at: datetime) -> bool:
    """Return whether `person` takes a break at `at`, from everything or from `thing`."""
    return pauses_now(at).filter(person=person, thing__in={"", thing}).exists()


def paused_people(at: datetime, *, thing: str = "") -> QuerySet[Pause, int]:
    """Return the keys of everyone who takes a break at `at`, from everything or from `thing`."""
    return pauses_now(at).filter(thing__in={"", thing}).values_list("person_id", flat=True)


def pause_of(person: Person, *, at: datetime) -> Pause | None:
    """Return the break from everything that `person` takes at `at`, or None."""
    return pauses_now(at).filter(person=person, thing="").select_related("began_by").first()


def standing_wishes_of(person: Person) -> QuerySet[StandingWish]:
    """Return what `person` wants to happen in a break, in the order it was said."""
    wishes = person.standing_wishes.filter(ended_at=None)
    return wishes.select_related("party").order_by("made_at", "pk")


def when_not_well_of(person: Person) -> WhenNotWell | None:
    """Return what `person` wrote for days on which they are not well, or None."""
    return WhenNotWell.objects.filter(person=person).select_related("said_by").first()


def stamp_of(page: WhenNotWell | None) -> str:
    """Return what tells this version of the page from any other: when it was said, or nothing."""
    return page.said_at.isoformat() if page is not None else ""


def notices_now(at: datetime) -> QuerySet[Notice]:
    """Return everything that people who take a break at `at` chose to say, and to whom."""
    notices = Notice.objects.filter(pause__in=pauses_now(at))
    return notices.select_related("pause__person", "party").order_by("told_at", "pk")


def things_paused(person: Person, *, at: datetime) -> frozenset[str]:
    """Return what rests for `person` at `at`: "" for everything, else the names of things."""
    return frozenset(pauses_now(at).filter(person=person).values_list("thing", flat=True))


def writing_together(code: str, *, at: datetime) -> WritingTogether | None:
    """Return the time of writing together called `code`, if it stands and the support allows it."""
    standing = WritingTogether.objects.filter(
        code=code,
        ended_at=None,
        until__gt=at,
        supporter__in=supporters_now(at).exclude(writes=[]),
    )
    return standing.select_related("supporter__person", "supporter__supporter").first()


def person_with_code(code: str) -> Person | None:
    """Return the person called `code`, or None; also for no code."""
    return Person.objects.filter(code=code).first() if code else None


def decision_notes_about(person: Person) -> QuerySet[DecisionNote]:
    """Return what was noted about decisions of `person`, newest first."""
    notes = DecisionNote.objects.filter(person=person).select_related("noted_by")
    return notes.order_by("-noted_at", "-pk")


def tie_called(code: str) -> Tie:
    """Return the tie called `code`. Raises Tie.DoesNotExist."""
    return Tie.objects.get(code=code)


def pause_called(code: str) -> Pause:
    """Return the break called `code`. Raises Pause.DoesNotExist."""
    return Pause.objects.select_related("person").get(code=code)


def standing_wish_called(code: str) -> StandingWish:
    """Return the standing wish called `code`. Raises StandingWish.DoesNotExist."""
    return StandingWish.objects.get(code=code)


def forgettings_waiting() -> QuerySet[Forgetting]:
    """Return every wish to be forgotten that is neither done nor taken back."""
    return Forgetting.objects.filter(taken_back_at=None, done_at=None)


def forgettings_due(*, at: datetime) -> QuerySet[Forgetting]:
    """Return those whose days are over at `at` and do not stand still, the longest due first."""
    due = forgettings_waiting().filter(due_at__lte=at, rests_since=None)
    return due.order_by("due_at", "pk")


def forgetting_of(person: Person) -> Forgetting | None:
    """Return the wish of `person` to be forgotten that waits, or None."""
    return forgettings_waiting().filter(person=person).first()


_SECRET = "It opens the door. Nobody needs it outside."  # noqa: S105 - a sentence
HOLDINGS: tuple[Holding, ...] = (
    Table(
        Person,
        "Who I am here",
        lambda me, at: Person.objects.filter(pk=me.pk),
        leave_out={"is_the_house": "Only The House is The House."},
    ),
    Table(Tie, "Who matters to me", lambda me, at: Tie.objects.filter(person=me)),
    Table(
        HowToTalkWithMe,
        "How to talk with me",
        lambda me, at: HowToTalkWithMe.objects.filter(person=me),
    ),
    Table(
        Supporter,
        "Who acts for me, and for whom I act",
        lambda me, at: Supporter.objects.filter(Q(person=me) | Q(supporter=me)),
    ),
    Table(
        LegalPaper,
        "Papers of the law behind it",
        lambda me, at: LegalPaper.objects.filter(
            Q(supporter__person=me) | Q(supporter__supporter=me)
        ),
    ),
    Table(
        WritingTogether,
        "When two of us wrote together",
        lambda me, at: WritingTogether.objects.filter(
            Q(supporter__person=me) | Q(supporter__supporter=me)
        ),
    ),
    Table(
        DecisionNote,
        "Notes about my decisions",
        lambda me, at: DecisionNote.objects.filter(person=me),
    ),
    Table(Pause, "My breaks", lambda me, at: Pause.objects.filter(person=me)),
    Table(
        Notice, "What I said about a break", lambda me, at: Notice.objects.filter(pause__person=me)
    ),
    Table(
        StandingWish, "My wishes for a break", lambda me, at: StandingWish.objects.filter(person=me)
    ),
    Table(WhenNotWell, "When I am not well", lambda me, at: WhenNotWell.objects.filter(person=me)),
    Table(
        Forgetting,
        "When I asked to be forgotten",
        lambda me, at: Forgetting.objects.filter(person=me),
    ),
    Table(
        Account,
        "My way to sign in",
        lambda me, at: Account.objects.filter(person=me),
        leave_out={
            "password": "There is none.",
            "email_index": "It only finds the address again, which is there.",
        },
    ),
    Table(
        CodeCard,
        "My cards",
        lambda me, at: CodeCard.objects.filter(account__person=me),
        leave_out={
            "account": "There is one only.",
            "number": _SECRET,
            "code_hash": _SECRET,
            "wrong_tries": _SECRET,
            "rests": _SECRET,
        },
    ),
)
NOT_TAKEN = {
    "people.party": "It is in people.person.",
    "people.signinlink": "It works for half an hour, and only its hash is kept.",
    "people.joinlink": "It works for half an hour, before somebody is here.",
    "people.onetimecode": "It works for ten minutes, and only its hash is kept.",
    "people.carddevice": "Only the hash of a cookie is kept, so that a card knows a browser again.",
    "people.trycount": "Only a keyed hash is kept, for a day.",
}
ENDINGS = (
    Ending(
        Fate.ERASED,
        "your name, where you live, and how to reach you",
        ("people.party", "people.person"),
    ),
    Ending(
        Fate.ERASED,
        "your ways to sign in",
        (
            "people.account",
            "people.signinlink",
            "people.onetimecode",
            "people.codecard",
            "people.carddevice",
            "people.joinlink",
        ),
    ),
    Ending(
        Fate.ERASED,
        "the people who matter to you, and how to talk with you",
        ("people.tie", "people.howtotalkwithme"),
    ),
    Ending(
        Fate.ERASED,
        "notes about your decisions, and which papers let someone act",
        ("people.decisionnote", "people.legalpaper"),
    ),
    Ending(
        Fate.ERASED,
        "your breaks, and what you wrote for them",
        ("people.pause", "people.notice", "people.standingwish", "people.whennotwell"),
    ),
    Ending(
        Fate.NAMELESS,
        "that somebody acted for you, or you for them",
        ("people.supporter", "people.writingtogether"),
        "It is their story too.",
    ),
    Ending(
        Fate.NAMELESS,
        "that somebody asked to be forgotten, and when",
        ("people.forgetting",),
        "So we can show that we did it.",
    ),
)
NOT_ENDED = {"people.trycount": "It is thrown away after a day by itself."}
