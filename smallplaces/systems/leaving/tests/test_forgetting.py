"""Being forgotten: what goes, what stays with no name, what is kept and until when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.holdings import FORGOTTEN, NAMELESS, Fate, endings
from smallplaces.foundation.house import invariants, rounds
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.models import Account, Forgetting, Person, Supporter
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries as seen
from smallplaces.ground.trust.models import Complaint, Look, Mandate, Record, Sight
from smallplaces.systems.leaving import actions
from tests.cast import Cast, build_cast, client_of
from tests.log import recorded

from .conftest import DAY, Full, secret_of

WAIT = 14 * DAY
LONGER = WAIT + DAY


def ask(person: Person, at: datetime, *, hide: bool = False) -> Forgetting:
    return actions.ask_to_be_forgotten(person=person, hide=hide, by=person, at=at)


def forget(cast: Cast, at: datetime) -> int:
    return people.forget_people(by=cast.the_house, at=at)


def written() -> Iterator[tuple[str, int, str]]:
    """Yield every text in the whole database, also inside lists and JSON, with where it stands."""
    for model in apps.get_models():
        names = [
            column.attname
            for column in model._meta.local_concrete_fields
            if not isinstance(column, models.BinaryField)
        ]
        for row in model._default_manager.all():
            words = " ".join(str(getattr(row, name)) for name in names)
            yield model._meta.label_lower, row.pk, words


def test_not_a_word_of_them_is_left_anywhere_but_what_the_law_keeps(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    code, postcode = (
        str(full.amina.code),
        full.amina.__class__.objects.get(pk=full.amina.pk).postcode,
    )
    assert any(secret_of(full.amina) in words for _, _, words in written())
    ask(full.amina, at)
    assert forget(full.cast, at + LONGER) == 1
    theirs = {
        # What Amina said of a look of hers, in the log of the one she looked at.
        f"Looked: {secret_of(full.amina)}",
        f"Because: {secret_of(full.amina)}",
    }
    for table, key, words in written():
        for said in theirs:
            words = words.replace(said, "")  # noqa: PLW2901 - what is looked at, without those
        if table == "trust.complaint":
            continue
        for trace in (secret_of(full.amina), "amina@example.org", postcode):
            assert trace not in words, f"{table} {key}: {words}"
        if table not in {"people.tie", "trust.record"}:
            assert "Amina" not in words, f"{table} {key}: {words}"
        if table != "trust.record":
            assert code not in words, f"{table} {key}: {words}"


def test_the_log_is_whole_and_everything_that_is_always_true_still_is(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    lines = Record.objects.count()
    ask(full.amina, at)
    for each in rounds:
        each.go(by=full.cast.the_house, at=at + LONGER)
    assert Forgetting.objects.get().done_at == at + LONGER
    assert Record.objects.count() > lines
    assert seen.find_broken_chain() is None
    now = at + LONGER
    broken = {each.sentence: list(each.broken(now)) for each in invariants}
    late = "What was opened in need is reviewed within three days."
    assert {
        sentence: found for sentence, found in broken.items() if found and sentence != late
    } == {}


def test_each_table_ends_as_the_person_read_beforehand(full: Full) -> None:
    ask(full.amina, full.cast.at + 3 * DAY)
    forget(full.cast, full.cast.at + 3 * DAY + LONGER)
    paths: dict[str, str] = {
        "people.signinlink": "account__person",
        "people.onetimecode": "account__person",
        "people.codecard": "account__person",
        "people.carddevice": "card__account__person",
        "people.notice": "pause__person",
        "people.legalpaper": "supporter__person",
        "voices.saying": "voice__person",
        "offers.step": "wish__person",
        "offers.suggestion": "wish__person",
        "keys.signedin": "account__person",
        "keys.outsidekey": "account__person",
        "listings.listing": "keeper",
        "listings.listingversion": "listing__keeper",
        "listings.problem": "said_by",
        "trust.standingsight": "subject",
    }
    gone = [name for each in endings if each.fate == Fate.ERASED for name in each.tables]
    for name in set(gone) - {"people.party", "people.person", "people.joinlink"}:
        rows = apps.get_model(name)._default_manager.filter(
            **{paths.get(name, "person"): full.amina.pk}
        )
        assert not rows.exists(), name
    amina = Person.objects.get(pk=full.amina.pk)
    assert (amina.name, amina.home, amina.postcode, amina.latitude) == (NAMELESS, None, "", None)
    assert amina.left_at is not None


def test_the_other_side_keeps_its_own_words_and_its_story(full: Full) -> None:
    ask(full.amina, full.cast.at + 3 * DAY)
    forget(full.cast, full.cast.at + 3 * DAY + LONGER)
    met = Introduction.objects.filter(sides__party=full.bryn).filter(sides__party=full.amina)
    assert met.count() == 2
    for side in Side.objects.filter(introduction__in=met):
        if side.party_id == full.bryn.pk:
            assert secret_of(full.bryn) in side.how_was_it_words
            assert secret_of(full.bryn) in side.contact
        else:
            assert (side.contact, side.how_was_it_words) == ("", "")
    tie = full.bryn.ties.get()
    assert (tie.name, tie.party) == ("Amina", None)  # his own words, and no link


def test_whoever_was_looked_at_still_reads_who_looked_and_why(full: Full) -> None:
    ask(full.amina, full.cast.at + 3 * DAY)
    forget(full.cast, full.cast.at + 3 * DAY + LONGER)
    look = seen.looks_visible_to(full.bryn).get(viewer=full.amina)
    assert look.viewer.name == NAMELESS
    assert secret_of(full.amina) in look.words
    assert Look.objects.get(subject=full.amina, viewer=full.bryn).words == FORGOTTEN


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trust_look SET words = 'other'",
        "UPDATE trust_look SET words = '(forgotten)', viewer_id = subject_id",
        "UPDATE trust_look SET words = '(forgotten)', looked_at = now()",
        "DELETE FROM trust_look",
        "UPDATE trust_record SET thing = ''",
        "DELETE FROM trust_record",
    ],
)
def test_nothing_else_of_a_look_or_of_the_log_can_be_changed(full: Full, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_what_they_said_is_wrong_is_kept_as_long_as_the_law_asks_and_not_longer(
    full: Full,
) -> None:
    at = full.cast.at + 3 * DAY
    ask(full.amina, at)
    forget(full.cast, at + LONGER)
    complaint = Complaint.objects.get(person=full.amina)
    assert secret_of(full.amina) in complaint.words
    assert complaint.keep_until is not None
    assert complaint.keep_until.year == (at + LONGER).year + 6
    house = full.cast.the_house
    before = complaint.keep_until - DAY
    Mandate.objects.filter(verb="trust.keep_questions").update(until=complaint.keep_until + DAY)
    assert trust.forget_complaints(by=house, at=before) == 0
    assert trust.forget_complaints(by=house, at=complaint.keep_until) == 1
    assert trust.forget_complaints(by=house, at=complaint.keep_until) == 0
    complaint.refresh_from_db()
    assert complaint.words == FORGOTTEN


def test_nothing_goes_before_the_days_are_over(cast: Cast) -> None:
    ask(cast.amina, cast.at)
    assert forget(cast, cast.at + WAIT - DAY) == 0
    assert Person.objects.get(pk=cast.amina.pk).name == "Amina"
    assert forget(cast, cast.at + WAIT) == 1
    assert forget(cast, cast.at + WAIT) == 0
    assert len(recorded("people.forgotten", about=cast.amina)) == 1


def test_what_was_written_in_the_same_moment_is_swept_up_within_the_hour(cast: Cast) -> None:
    ask(cast.amina, cast.at)
    forget(cast, cast.at + WAIT)
    code = Person.objects.get(pk=cast.amina.pk).code
    people.add_tie(person=cast.amina, name="Late", by=cast.amina, at=cast.at + WAIT)
    assert forget(cast, cast.at + WAIT + DAY / 24) == 0
    assert not cast.amina.ties.exists()
    assert Person.objects.get(pk=cast.amina.pk).code == code


def test_asking_twice_is_asking_once(cast: Cast) -> None:
    first, second = ask(cast.amina, cast.at), ask(cast.amina, cast.at + DAY)
    assert first == second
    assert second.due_at == cast.at + WAIT
    assert len(recorded("people.forgetting_asked")) == 1
    assert Mandate.objects.filter(verb="people.forget", ended_at=None).count() == 1


def test_whoever_changes_their_mind_stays_and_takes_the_leave_back(cast: Cast) -> None:
    forgetting = ask(cast.amina, cast.at)
    for _ in range(2):
        actions.stay(forgetting=forgetting, by=cast.amina, at=cast.at + DAY)
    assert not Mandate.objects.filter(verb="people.forget", ended_at=None).exists()
    assert forget(cast, cast.at + LONGER) == 0
    assert len(recorded("people.forgetting_taken_back")) == 1
    assert ask(cast.amina, cast.at + LONGER) != forgetting


def test_it_cannot_be_taken_back_when_it_is_done(cast: Cast) -> None:
    forgetting = ask(cast.amina, cast.at)
    forget(cast, cast.at + WAIT)
    with pytest.raises(NotAllowed):
        actions.stay(forgetting=forgetting, by=cast.amina, at=cast.at + LONGER)


def test_in_a_break_the_days_stand_still(cast: Cast) -> None:
    forgetting = ask(cast.amina, cast.at)
    pause = people.begin_pause(person=cast.amina, by=cast.amina, at=cast.at + 10 * DAY)
    assert forget(cast, cast.at + 100 * DAY) == 0
    people.end_pause(pause=pause, by=cast.amina, at=cast.at + 100 * DAY)
    forgetting.refresh_from_db()
    assert forgetting.due_at == cast.at + 104 * DAY
    assert forget(cast, cast.at + 103 * DAY) == 0
    assert forget(cast, cast.at + 104 * DAY) == 1


def test_a_break_from_one_thing_stops_no_day(cast: Cast) -> None:
    forgetting = ask(cast.amina, cast.at)
    people.begin_pause(
        person=cast.amina, thing=f"offers.offer:{cast.amina.code}", by=cast.amina, at=cast.at
    )
    forgetting.refresh_from_db()
    assert forgetting.rests_since is None


def test_asking_in_a_break_counts_no_day_until_it_is_over(cast: Cast) -> None:
    pause = people.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    forgetting = ask(cast.amina, cast.at + DAY)
    people.end_pause(pause=pause, by=cast.amina, at=cast.at + 50 * DAY)
    forgetting.refresh_from_db()
    assert forgetting.due_at == cast.at + 50 * DAY + WAIT


def test_nobody_asks_for_someone_else(cast: Cast) -> None:
    for other in (cast.cerys, cast.dev, cast.the_house):
        with pytest.raises(NotAllowed):
            actions.ask_to_be_forgotten(person=cast.amina, by=other, at=cast.at)
    for one in (cast.the_house, cast.farid):
        with pytest.raises(NotAllowed):
            actions.ask_to_be_forgotten(person=one, by=one, at=cast.at)
    assert not Forgetting.objects.exists()


def test_the_house_forgets_nobody_without_their_leave(cast: Cast) -> None:
    people.ask_to_be_forgotten(person=cast.amina, due_at=cast.at + DAY, by=cast.amina, at=cast.at)
    for actor in (cast.the_house, cast.gwen):
        assert people.forget_people(by=actor, at=cast.at + 2 * DAY) == 0
    assert Person.objects.get(pk=cast.amina.pk).name == "Amina"


def test_hiding_ends_every_sight_and_every_support_at_once(full: Full) -> None:
    at = full.cast.at + DAY
    assert seen.may_see(full.bryn, full.amina, Shelf.PLAN, at=at)
    assert trust.hide_everything(person=full.amina, by=full.amina, at=at) > 0
    assert not Sight.objects.filter(subject=full.amina, ended_at=None).exclude(kind="SELF").exists()
    assert not Supporter.objects.filter(person=full.amina, ended_at=None).exists()
    assert people_queries.supporting(full.amina, full.cast.cerys, at=at) is None
    assert not seen.standing_sights_of(full.amina, at=at).exists()
    assert seen.may_see(full.amina, full.amina, Shelf.PLAN, at=at)
    assert trust.hide_everything(person=full.amina, by=full.amina, at=at) == 0
    assert len(recorded("trust.everything_hidden")) == 1


def test_nobody_hides_the_things_of_someone_else(full: Full) -> None:
    for other in (full.cast.cerys, full.cast.dev, full.bryn):
        with pytest.raises(NotAllowed):
            trust.hide_everything(person=full.amina, by=other, at=full.cast.at)
    assert seen.may_see(full.bryn, full.amina, Shelf.PLAN, at=full.cast.at)


def test_a_supporter_and_a_member_can_be_forgotten_too(full: Full) -> None:
    """Cerys acts for Amina, Bryn belongs to the anglers, Idris hears questions, Efa keeps."""
    at = full.cast.at + 3 * DAY
    everyone = (full.cast.cerys, full.cast.idris, full.cast.efa, full.cast.gwen, full.bryn)
    for person in everyone:
        ask(person, at)
    assert forget(full.cast, at + LONGER) == len(everyone)
    assert seen.find_broken_chain() is None
    support = Supporter.objects.get(person=full.amina)
    assert (support.supporter.name, support.ended_at) == (NAMELESS, at + LONGER)
    assert Person.objects.get(pk=full.amina.pk).name == "Amina"


def test_the_same_letter_box_can_join_again_as_somebody_new(cast: Cast) -> None:
    ask(cast.amina, cast.at)
    forget(cast, cast.at + WAIT)
    token = people.ask_to_join(name="Amina", email="amina@example.org", at=cast.at + LONGER)
    assert token is not None
    account = people.use_join_link(token=token, at=cast.at + LONGER)
    assert account.person.pk != cast.amina.pk


def test_the_first_and_the_last_letter_name_nobody(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask(cast.amina, cast.at)
        ask(cast.amina, cast.at)
    with django_capture_on_commit_callbacks(execute=True):
        forget(cast, cast.at + WAIT)
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]] * 2
    for letter in mail.outbox:
        assert "Amina" not in letter.body
        assert "forg" not in f"{letter.subject} {letter.body}".lower()
    assert not Account.objects.filter(person=cast.amina).exists()


def test_the_page_says_what_goes_what_stays_and_until_when_and_then_asks(db: None) -> None:
    cast = build_cast(at=timezone.now() - DAY)
    client = client_of(cast.amina)
    page = client.get("/my/leaving/forget/").content.decode()
    for each in endings:
        assert each.what.split(",")[0] in page.replace("&#x27;", "'"), each.what
    assert "Limitation Act 1980" in page
    assert "6 years" in page
    missing = client.post("/my/leaving/forget/", {"hide": "perhaps"})
    assert missing.status_code == 200
    assert "Tick this when you have read it" in missing.content.decode()
    assert not Forgetting.objects.exists()
    client.post("/my/leaving/forget/", {"hide": "yes", "has_read": "on"})
    assert Forgetting.objects.get().person == cast.amina
    assert not Sight.objects.filter(subject=cast.amina, ended_at=None).exclude(kind="SELF").exists()
    assert "I want to stay" in client.get("/my/leaving/").content.decode()
    assert "already" in client.get("/my/leaving/forget/").content.decode()
    for _ in range(2):
        assert client.post("/my/leaving/stay/").status_code == 302
    assert "I want to stay" not in client.get("/my/leaving/").content.decode()


def test_whoever_is_forgotten_is_not_signed_in_any_more(db: None) -> None:
    cast = build_cast(at=timezone.now() - 20 * DAY)
    client = client_of(cast.amina)
    assert client.get("/my/leaving/").status_code == 200
    ask(cast.amina, cast.at)
    forget(cast, timezone.now())
    assert client.get("/my/leaving/").status_code == 302


STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "stay", "rest", "back", "round")), st.integers(0, 20)),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_someone_is_forgotten_after_fourteen_days_that_counted_and_never_else(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    """Held against a model that only counts days: asked, not in a break, not taken back."""
    me, day, counted, asked, rests, gone = cast.amina, 0, 0, False, False, False
    before = transaction.savepoint()  # what an outermost action may be tried in
    try:
        for step, days in steps:
            day, counted = day + days, counted + days * (asked and not rests)
            at = cast.at + day * DAY
            if gone:
                assert forget(cast, at) == 0
                continue
            if step == "ask":
                ask(me, at)
                counted, asked = counted * asked, True
            elif step == "stay" and asked:
                waiting = people_queries.forgetting_of(me)
                assert waiting is not None
                actions.stay(forgetting=waiting, by=me, at=at)
                asked = False
            elif step == "rest":
                people.begin_pause(person=me, by=me, at=at)
                rests = True
            elif step == "back" and rests:
                pause = people_queries.pause_of(me, at=at)
                assert pause is not None
                people.end_pause(pause=pause, by=me, at=at)
                rests = False
            elif step == "round":
                gone = asked and not rests and counted >= WAIT.days
                assert forget(cast, at) == int(gone)
        assert (Person.objects.get(pk=me.pk).name == NAMELESS) == gone
    finally:
        transaction.savepoint_rollback(before)
