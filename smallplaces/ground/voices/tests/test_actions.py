"""What can happen to what people say."""

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.typed import LONGEST, TooLong
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust.models import Record
from smallplaces.ground.voices import actions, queries
from smallplaces.ground.voices.models import Saying, Voice
from tests.cast import Cast

QUESTION = "good-life"


def say(
    cast: Cast,
    words: str,
    started_from: int = 0,
    key: str = "",
    *,
    by: Person | None = None,
    page: str = "",
    is_draft: bool = False,
) -> Saying:
    """Have Amina say something, under a key of its own unless one is given."""
    return actions.say(
        person=cast.amina,
        question=QUESTION,
        words=words,
        started_from=started_from,
        key=key or f"key {words} {started_from}"[:64],
        page=page,
        is_draft=is_draft,
        by=by or cast.amina,
        at=cast.at,
    )


def voice_of(cast: Cast) -> Voice:
    return Voice.objects.get(person=cast.amina, question=QUESTION)


def test_say_keeps_the_words_and_records_it(cast: Cast) -> None:
    saying = say(cast, "A garden, and my sister near.")
    assert (saying.number, saying.written_by, saying.waits) == (1, cast.amina, False)
    assert (voice_of(cast).words, voice_of(cast).number) == ("A garden, and my sister near.", 1)
    record = Record.objects.filter(event="voices.said").get()
    assert (record.about_id, record.by_id) == (cast.amina.pk, cast.amina.pk)
    assert "garden" not in str(record.details)


def test_a_supporter_writes_under_their_own_name(cast: Cast) -> None:
    saying = say(cast, "She loves the river.", by=cast.cerys)
    assert (saying.voice.person, saying.written_by) == (cast.amina, cast.cerys)


@pytest.mark.parametrize("name", ["dev", "bryn", "gwen", "farid", "the_house"])
def test_nobody_else_can_say_anything_for_amina(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        say(cast, "She wants to move.", by=getattr(cast, name))
    assert not Voice.objects.exists()


def test_the_same_key_again_returns_the_same_saying(cast: Cast) -> None:
    first, again = say(cast, "A dog.", key="one"), say(cast, "A dog.", key="one")
    assert first == again
    assert Saying.objects.count() == Record.objects.filter(event="voices.said").count() == 1


def test_the_same_key_with_other_words_is_refused(cast: Cast) -> None:
    say(cast, "A dog.", key="one")
    with pytest.raises(actions.KeyReused):
        say(cast, "A cat.", started_from=1, key="one")
    assert voice_of(cast).words == "A dog."


def test_the_same_words_again_say_nothing_new(cast: Cast) -> None:
    first = say(cast, "A dog.", key="one")
    assert say(cast, "A dog.", started_from=0, key="two") == first


def test_a_saying_follows_the_one_it_started_from(cast: Cast) -> None:
    say(cast, "A dog.")
    second = say(cast, "A dog and a cat.", started_from=1)
    assert (second.number, second.waits, voice_of(cast).words) == (2, False, "A dog and a cat.")


def test_a_stale_saying_waits_and_replaces_nothing(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.", started_from=0)
    assert late.waits
    assert voice_of(cast).words == "A dog."
    assert list(queries.waiting_for(cast.amina)) == [late]


def test_a_stale_saying_sent_twice_waits_once(cast: Cast) -> None:
    say(cast, "A dog.")
    assert say(cast, "A cat.", key="one") == say(cast, "A cat.", key="two")


def test_one_page_never_clashes_with_itself(cast: Cast) -> None:
    say(cast, "A d", page="tab", is_draft=True)
    final = say(cast, "A dog.", started_from=0, page="tab")
    assert not final.waits
    assert voice_of(cast).words == "A dog."


def test_a_draft_that_arrives_late_is_kept_behind_the_answer(cast: Cast) -> None:
    say(cast, "A dog.", page="tab")
    late = say(cast, "A do", started_from=0, page="tab", is_draft=True)
    assert not late.waits
    assert voice_of(cast).words == "A dog."
    assert say(cast, "A dog!", started_from=1, page="tab").waits is False


def test_an_empty_answer_takes_words_back_but_keeps_them_in_the_past(cast: Cast) -> None:
    say(cast, "A dog.")
    say(cast, "", started_from=1)
    assert voice_of(cast).words == ""
    assert Saying.objects.filter(words="A dog.").exists()


@pytest.mark.parametrize("started_from", [-1, 1, 99])
def test_words_cannot_start_from_what_was_never_said(cast: Cast, started_from: int) -> None:
    with pytest.raises(actions.NeverSaid):
        say(cast, "A dog.", started_from=started_from)
    assert not Saying.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nothing\x00 here", "nothing here"),
        ("bell\x07 and \x1b[31m red", "bell and [31m red"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half \ud83d a letter", "half  a letter"),
        ("مرحبا \u200fيا أمي", "مرحبا \u200fيا أمي"),
        ("👨‍👩‍👧 🏳️‍🌈", "👨‍👩‍👧 🏳️‍🌈"),
        (" spaces  stay ", " spaces  stay "),
    ],
)
def test_words_are_kept_as_they_are_but_for_what_cannot_be_shown(
    cast: Cast, typed: str, kept: str
) -> None:
    assert say(cast, typed, key="one").words == kept


def test_the_longest_answer_is_kept_and_one_letter_more_is_refused(cast: Cast) -> None:
    say(cast, "a" * LONGEST, key="one")
    with pytest.raises(TooLong, match="100,001 letters long"):
        say(cast, "a" * (LONGEST + 1), started_from=1, key="two")
    assert voice_of(cast).words == "a" * LONGEST


def test_choose_saying_lets_it_stand_and_nothing_waits(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.")
    actions.choose_saying(saying=late, by=cast.amina, at=cast.at)
    assert voice_of(cast).words == "A cat."
    assert not queries.waiting_for(cast.amina)
    assert Record.objects.filter(event="voices.chosen").count() == 1


def test_choosing_what_stands_puts_the_other_in_the_past(cast: Cast) -> None:
    first = say(cast, "A dog.")
    say(cast, "A cat.")
    actions.choose_saying(saying=first, by=cast.amina, at=cast.at)
    assert voice_of(cast).words == "A dog."
    assert not queries.waiting_for(cast.amina)
    assert Saying.objects.filter(words="A cat.").exists()


def test_choosing_twice_is_harmless(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.")
    for _ in range(2):
        actions.choose_saying(saying=late, by=cast.amina, at=cast.at)
    assert Record.objects.filter(event="voices.chosen").count() == 1


def test_choosing_never_hides_what_was_said_after_the_choice_was_shown(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.")
    newest = say(cast, "A dog and a canary.", started_from=1)
    actions.choose_saying(saying=late, seen=late.number, by=cast.amina, at=cast.at)
    assert voice_of(cast).words == "A cat."
    assert list(queries.waiting_for(cast.amina)) == [newest]


def test_nobody_else_can_choose_for_amina(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.")
    with pytest.raises(NotAllowed):
        actions.choose_saying(saying=late, by=cast.dev, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.keep_all(voice=late.voice, by=cast.dev, at=cast.at)
    assert voice_of(cast).words == "A dog."


def test_keep_all_joins_them_in_order_once(cast: Cast) -> None:
    say(cast, "A dog.")
    late = say(cast, "A cat.")
    joined = actions.keep_all(voice=late.voice, by=cast.amina, at=cast.at)
    assert joined is not None
    assert voice_of(cast).words == joined.words == "A dog.\n\nA cat."
    assert actions.keep_all(voice=late.voice, by=cast.amina, at=cast.at) is None


def test_keep_all_keeps_both_waiting_when_together_they_are_too_long(cast: Cast) -> None:
    say(cast, "a" * LONGEST, key="one")
    late = say(cast, "b" * LONGEST, key="two")
    with pytest.raises(TooLong):
        actions.keep_all(voice=late.voice, by=cast.amina, at=cast.at)
    assert list(queries.waiting_for(cast.amina)) == [late]


def test_finish_says_it_once_and_new_words_make_it_a_draft_again(cast: Cast) -> None:
    say(cast, "A dog.")
    for _ in range(2):
        actions.finish(person=cast.amina, question=QUESTION, by=cast.amina, at=cast.at)
    assert voice_of(cast).is_finished
    assert Record.objects.filter(event="voices.finished").count() == 1
    say(cast, "Two dogs.", started_from=1)
    assert not voice_of(cast).is_finished


def test_nobody_else_can_finish_for_amina(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.finish(person=cast.amina, question=QUESTION, by=cast.dev, at=cast.at)
    assert not Voice.objects.exists()
