"""No words ever said are lost: whatever people and tabs do, and in whatever order."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from smallplaces.ground.voices import actions, queries
from smallplaces.ground.voices.models import Saying, Voice
from tests.cast import AT, Cast, build_cast

WORDS = st.text(alphabet="ab \n😀ب", max_size=8)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_are_put_in_an_order_and_both_kept() -> None:
    cast = build_cast(at=AT)
    start = threading.Barrier(8)
    problems: list[Exception] = []

    def tab(words: str) -> None:
        try:
            start.wait()
            actions.say(
                person=cast.amina,
                question="good-life",
                words=words,
                started_from=0,
                key=words,
                by=cast.amina,
                at=cast.at,
            )
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=(f"tab {number // 2}",)) for number in range(8)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert not problems
    voice = Voice.objects.get()
    assert set(Saying.objects.values_list("words", flat=True)) == {f"tab {n}" for n in range(4)}
    assert sorted(Saying.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert queries.waiting_for(cast.amina).count() == 3
    assert voice.words not in queries.waiting_for(cast.amina).values_list("words", flat=True)


class Tabs(RuleBasedStateMachine):
    """Amina writes on several pages, which save drafts and answers late, and chooses at times."""

    cast: Cast
    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.said: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def voice(self) -> Voice | None:
        return Voice.objects.filter(person=self.cast.amina).first()

    @rule(target=pages)
    def open_a_page(self) -> tuple[str, int]:
        voice = self.voice()
        return (uuid4().hex, voice.number if voice else 0)

    @rule(page=pages, words=WORDS, is_draft=st.booleans())
    def write(self, page: tuple[str, int], words: str, is_draft: bool) -> None:
        name, started_from = page
        actions.say(
            person=self.cast.amina,
            question="good-life",
            words=words,
            page=name,
            started_from=started_from,
            key=uuid4().hex,
            is_draft=is_draft,
            by=self.cast.amina,
            at=AT,
        )
        self.said.add(words)

    @rule(which=st.integers(0, 20), seen=st.integers(0, 20))
    def choose(self, which: int, seen: int) -> None:
        sayings = list(Saying.objects.filter(voice__person=self.cast.amina).order_by("number"))
        if sayings:
            actions.choose_saying(
                saying=sayings[which % len(sayings)],
                seen=max(seen, which % len(sayings) + 1),
                by=self.cast.amina,
                at=AT,
            )

    @rule()
    def join(self) -> None:
        voice = self.voice()
        if voice is not None:
            before = [
                voice.words,
                *queries.waiting_for(self.cast.amina).values_list("words", flat=True),
            ]
            if actions.keep_all(voice=voice, by=self.cast.amina, at=AT):
                voice.refresh_from_db()
                assert all(words in voice.words for words in before)

    @invariant()
    def all_words_are_still_there(self) -> None:
        assert self.said <= set(Saying.objects.values_list("words", flat=True))

    @invariant()
    def the_voice_says_the_saying_that_stands_and_it_does_not_wait(self) -> None:
        voice = self.voice()
        if voice is not None and voice.number:
            standing = voice.sayings.get(number=voice.number)
            assert (standing.words, standing.waits) == (voice.words, False)


def test_no_words_are_ever_lost(cast: Cast) -> None:
    Tabs.cast = cast
    run_state_machine_as_test(
        Tabs,
        settings=settings(
            max_examples=40,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
