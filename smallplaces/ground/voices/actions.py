"""Everything that can happen to what people say. Only this file writes to the tables of this room.

No words are ever lost: each is a new saying beside the old ones. The voice is locked first, so
that two tabs that save at the same moment are put in an order and both kept.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from smallplaces.foundation.recording import helping_now, record
from smallplaces.foundation.typed import LONGEST, as_typed
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person

from . import queries, rules
from .models import Saying, Voice

BETWEEN_TWO = "\n\n"


class KeyReused(Exception):
    """This idempotency key was already used, for other words."""


class NeverSaid(Exception):
    """The words claim to start from a saying that does not exist."""


@transaction.atomic
def say(
    *,
    person: Person,
    question: str,
    words: str,
    started_from: int,
    key: str,
    page: str = "",
    is_draft: bool = False,
    by: Person,
    at: datetime,
) -> Saying:
    """Keep what `person` says about `question`.

    `started_from` is the number of the saying that was on the screen, 0 for none. If something
    else was said since, from another page, the new words wait for the person to choose; nothing
    is put over anything. From the same `page`, the last words stand, and a draft that arrives
    late is kept behind them. The same key again, or the same words again, returns what is there.

    Raises NotAllowed (rules.check_can_say), TooLong, KeyReused, NeverSaid. Records `voices.said`.
    """
    rules.check_can_say(by, person, at=at)
    words = as_typed(words)
    voice = _locked_voice(person, question, at)
    said = _said_already(voice, words, key)
    if said is not None:
        return said
    last = queries.last_number(voice)
    if not 0 <= started_from <= last:
        raise NeverSaid("This page does not fit what you said before. Open it again in a new tab.")
    is_stale = started_from != voice.number
    is_elsewhere = is_stale and not _all_from_page(voice, started_from, page)
    saying = Saying.objects.create(
        voice=voice,
        number=last + 1,
        words=words,
        started_from=started_from,
        key=key,
        page=page,
        said_at=at,
        written_by=by,
        written_with=people.person_with_code(helping_now().with_whom),
        waits=is_elsewhere,
    )
    if not is_elsewhere and not (is_stale and is_draft):
        _let_stand(voice, saying, at)
    _record("voices.said", saying, by, at)
    return saying


@transaction.atomic
def choose_saying(*, saying: Saying, seen: int | None = None, by: Person, at: datetime) -> Voice:
    """Let `saying` stand, out of those said at the same time; the others stay in the past.

    `seen` is the number of the last saying the person was shown: what was said after it waits.
    Choosing the same again changes nothing. Raises NotAllowed. Records `voices.chosen`.
    """
    voice = _locked(saying.voice)
    rules.check_can_say(by, voice.person, at=at)
    before = voice.number
    seen = queries.last_number(voice) if seen is None else seen
    resolved = voice.sayings.filter(number__lte=seen, waits=True).update(waits=False)
    voice.sayings.filter(pk=saying.pk).update(waits=False)
    if before > seen and before != saying.number:
        voice.sayings.filter(number=before).update(waits=True)
    saying.refresh_from_db()
    if saying.number == before and not resolved:
        return voice
    _let_stand(voice, saying, at)
    _record("voices.chosen", saying, by, at)
    return voice


@transaction.atomic
def keep_all(*, voice: Voice, seen: int | None = None, by: Person, at: datetime) -> Saying | None:
    """Join what stands and what waits into one saying, oldest first, with a line between.

    Returns None, and changes nothing, when nothing waits (a second click). `seen` as above.
    Raises NotAllowed, TooLong (then everything still waits). Records `voices.joined`.
    """
    voice = _locked(voice)
    rules.check_can_say(by, voice.person, at=at)
    last = queries.last_number(voice)
    seen = last if seen is None else seen
    both = Q(number=voice.number) | Q(waits=True, number__lte=seen)
    parts = list(voice.sayings.filter(both).order_by("number"))
    if not any(part.waits for part in parts):
        return None
    words = as_typed(BETWEEN_TWO.join(part.words for part in parts if part.words), limit=LONGEST)
    saying = Saying.objects.create(
        voice=voice,
        number=last + 1,
        words=words,
        started_from=last,
        said_at=at,
        written_by=by,
        written_with=people.person_with_code(helping_now().with_whom),
        key=f"joined-{uuid.uuid4()}",
    )
    voice.sayings.filter(pk__in=[part.pk for part in parts]).update(waits=False)
    _let_stand(voice, saying, at)
    _record("voices.joined", saying, by, at)
    return saying


@transaction.atomic
def finish(*, person: Person, question: str, by: Person, at: datetime) -> Voice:
    """Say "that is my answer for now". It can be changed at any time and is then a draft again.

    Repeating it changes nothing. Raises NotAllowed. Records `voices.finished`.
    """
    rules.check_can_say(by, person, at=at)
    voice = _locked_voice(person, question, at)
    if not voice.is_finished:
        voice.is_finished = True
        voice.save(update_fields=["is_finished"])
        record("voices.finished", by=by, at=at, about=person, thing=f"voices.voice:{voice.code}")
    return voice


@transaction.atomic
def say_as_before(*, voice: Voice, helper: Person, by: Person, at: datetime) -> Saying | None:
    """Say again what stood before `helper` last wrote for the person. Nothing is lost.

    None when `helper` wrote nothing that stands. Raises NotAllowed. Records `voices.said`.
    """
    voice = _locked(voice)
    theirs = voice.sayings.filter(number__lte=voice.number).exclude(written_by=helper)
    before = theirs.order_by("-number").first()
    stands = voice.sayings.filter(number=voice.number).first()
    if stands is None or stands.written_by_id != helper.pk:
        return None
    return say(
        person=voice.person,
        question=voice.question,
        words=before.words if before else "",
        started_from=voice.number,
        key=f"as-before-{voice.number}",
        by=by,
        at=at,
    )


def _locked_voice(person: Person, question: str, at: datetime) -> Voice:
    """Return the one voice of `person` about `question`, made if need be, locked."""
    voice, _ = Voice.objects.get_or_create(
        person=person, question=question, defaults={"changed_at": at}
    )
    return _locked(voice)


def _locked(voice: Voice) -> Voice:
    """Return `voice` as it is now, locked until the transaction ends."""
    voices = Voice.objects.select_for_update(of=("self",), no_key=True)
    return voices.select_related("person").get(pk=voice.pk)


def _said_already(voice: Voice, words: str, key: str) -> Saying | None:
    """Return the saying with this key, or with these words if they stand or wait; else None."""
    by_key = voice.sayings.filter(key=key).first()
    if by_key is None:
        standing = Q(number=voice.number) | Q(waits=True)
        return voice.sayings.filter(standing, words=words).order_by("number").first()
    if by_key.words != words:
        raise KeyReused("This was saved already, with other words.")
    return by_key


def _all_from_page(voice: Voice, started_from: int, page: str) -> bool:
    """Say whether all that was said after `started_from` was written on `page`."""
    since = voice.sayings.filter(number__gt=started_from)
    return bool(page) and not since.exclude(page=page).exists()


def _let_stand(voice: Voice, saying: Saying, at: datetime) -> None:
    """Make `saying` what `voice` says now."""
    voice.words, voice.number = saying.words, saying.number
    voice.is_finished, voice.changed_at = False, at
    voice.save(update_fields=["words", "number", "is_finished", "changed_at"])


def _record(event: str, saying: Saying, by: Person, at: datetime) -> None:
    voice = saying.voice
    record(
        event,
        by=by,
        at=at,
        about=voice.person,
        thing=f"voices.voice:{voice.code}",
        details={"question": voice.question, "number": saying.number, "waits": saying.waits},
    )
