"""What happens in the conversation. Composes voices, people and offers; adds one table.

These are outermost actions: `durable=True` means that when one returns, it is kept for good.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Offer, Wish
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.trust import rules as trust
from smallplaces.ground.voices import actions as voices
from smallplaces.ground.voices.models import Saying, Voice

from .models import Page
from .queries.questions import HOW_TO_TALK, PLEASE_DO_NOT

TALK_VOICES = (HOW_TO_TALK.code, PLEASE_DO_NOT)


@dataclass(frozen=True)
class Typed:
    """What was typed into one box of one open page."""

    words: str
    started_from: int
    key: str
    page: str
    is_draft: bool = False


@dataclass(frozen=True)
class Ways:
    """In which forms to talk with someone, with whom, and when to ask again."""

    formats: Collection[str]
    someone_to_help_talk: str
    review_on: date


@transaction.atomic(durable=True)
def answer_question(
    *, person: Person, question: str, typed: Typed, by: Person, at: datetime
) -> Saying:
    """Keep what was typed; when it is not a draft, say that it is the answer for now.

    Raises what voices.say raises. Records `voices.said`, `voices.finished`.
    """
    return _say(person, question, typed, by, at)


@transaction.atomic(durable=True)
def say_how_to_talk(
    *,
    person: Person,
    typed: Mapping[str, Typed],
    formats: Collection[str],
    someone_to_help_talk: str,
    review_on: date,
    by: Person,
    at: datetime,
) -> list[Saying]:
    """Keep how to talk with `person`: both boxes as voices, and what stands of them for others.

    Words that wait for a choice are not passed on before it is made.
    Raises what voices.say raises. Records `people.how_to_talk_said` too.
    """
    said = [_say(person, code, typed[code], by, at) for code in TALK_VOICES]
    _pass_on(person, Ways(formats, someone_to_help_talk, review_on), by, at)
    return said


@transaction.atomic(durable=True)
def settle_words(*, voice: Voice, keep: Saying | None, seen: int, by: Person, at: datetime) -> None:
    """Let `keep` stand, or all of them joined when it is None. Repeats are harmless.

    Raises NotAllowed, TooLong. Records `voices.chosen` or `voices.joined`.
    """
    if keep is None:
        voices.keep_all(voice=voice, seen=seen, by=by, at=at)
    else:
        voices.choose_saying(saying=keep, seen=seen, by=by, at=at)
    talk = HowToTalkWithMe.objects.filter(person=voice.person).first()
    if voice.question in TALK_VOICES and talk is not None:
        ways = Ways(talk.formats, talk.someone_to_help_talk, talk.review_on)
        _pass_on(voice.person, ways, by, at)


@transaction.atomic(durable=True)
def pick_wishes(*, person: Person, words: Sequence[str], by: Person, at: datetime) -> list[Wish]:
    """Make a wish of each of `words`. One that is there already stays one.

    Raises NotAllowed. Records `offers.wish_made`.
    """
    return [offers.make_wish(person=person, words=one, by=by, at=at) for one in words]


@transaction.atomic(durable=True)
def pick_offers(*, person: Person, words: Sequence[str], by: Person, at: datetime) -> list[Offer]:
    """Offer each of `words` to people near. One that is there already stays one.

    Raises NotAllowed. Records `offers.offered`.
    """
    return [offers.make_offer(giver=person, words=one, by=by, at=at) for one in words]


@transaction.atomic(durable=True)
def choose_parts(*, person: Person, parts: Collection[str], by: Person, at: datetime) -> Page:
    """Choose what stands on the one page of `person`. Harmless on repeat.

    Raises NotAllowed, ValueError for a part there is not. Records `good_life.page_chosen`.
    """
    trust.check_can_write(by, person, Shelf.PROFILE, at=at)
    chosen = [part.value for part in Page.Part if part in {Page.Part(one) for one in parts}]
    page, _ = Page.objects.update_or_create(
        person=person, defaults={"parts": chosen, "chosen_at": at, "chosen_by": by}
    )
    record("good_life.page_chosen", by=by, at=at, about=person, details={"parts": chosen})
    return page


def forget_page(person: Person, by: Person, at: datetime) -> None:
    """Erase what `person` put on their one page. Called when they are forgotten."""
    Page.objects.filter(person=person).delete()


def _say(person: Person, question: str, typed: Typed, by: Person, at: datetime) -> Saying:
    saying = voices.say(
        person=person,
        question=question,
        words=typed.words,
        started_from=typed.started_from,
        key=typed.key,
        page=typed.page,
        is_draft=typed.is_draft,
        by=by,
        at=at,
    )
    if not typed.is_draft and not saying.waits:
        voices.finish(person=person, question=question, by=by, at=at)
    return saying


def _pass_on(person: Person, ways: Ways, by: Person, at: datetime) -> None:
    """Give people what stands in both boxes."""
    said = Voice.objects.filter(person=person, question__in=TALK_VOICES)
    words = {voice.question: voice.words for voice in said}
    people.say_how_to_talk(
        person=person,
        formats=ways.formats,
        someone_to_help_talk=ways.someone_to_help_talk,
        please_do=words.get(HOW_TO_TALK.code, ""),
        please_do_not=words.get(PLEASE_DO_NOT, ""),
        review_on=ways.review_on,
        by=by,
        at=at,
    )
