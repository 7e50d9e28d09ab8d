"""Taking everything along: all of one's own, nothing that others wrote in private."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from icalendar import Calendar
from jsonschema import Draft202012Validator, FormatChecker

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.reading_age import grade
from smallplaces.ground.people.models import Person, Tie
from smallplaces.ground.trust.hooks import ACTING_FOR
from smallplaces.systems.leaving import actions, queries
from tests.cast import Cast, build_cast, client_of
from tests.log import recorded

from .conftest import DAY, Full, email_of, secret_of

CAST = ("amina", "bryn", "cerys", "dev", "efa", "gwen", "hana", "idris", "the_house")


def opened(person: Person, at: Any) -> dict[str, bytes]:
    """Return the files of the archive of `person`."""
    with ZipFile(io.BytesIO(queries.archive_of(person, at=at))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", CAST)
def test_everything_of_each_of_the_cast_fits_the_schema_that_lies_beside_it(
    full: Full, name: str
) -> None:
    files = opened(getattr(full.cast, name), full.cast.at + 3 * DAY)
    schema = json.loads(files["everything.schema.json"])
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [
        str(problem) for problem in checker.iter_errors(json.loads(files["everything.json"]))
    ] == []


def test_everything_that_someone_said_is_in_it(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    held = queries.everything_of(full.amina, at=at)["holdings"]
    empty = {name for name, rows in held.items() if not rows}
    assert empty == {
        "circles.membership",
        "circles.role",
        "keys.key",
        "keys.outsidekey",
        "keys.signedin",
        "offers.suggestion",
        "people.forgetting",
        "people.legalpaper",
        "people.writingtogether",
    }
    words = secret_of(full.amina)
    for name in (
        "people.tie",
        "people.howtotalkwithme",
        "people.standingwish",
        "people.whennotwell",
        "people.notice",
        "voices.voice",
        "voices.saying",
        "offers.wish",
        "offers.step",
        "offers.offer",
        "offers.introduction",
        "listings.listing",
        "listings.problem",
        "trust.look",
        "trust.question",
        "trust.answer",
        "trust.complaint",
    ):
        assert words in json.dumps(held[name]), name


@pytest.mark.parametrize(("name", "other"), [("amina", "bryn"), ("bryn", "amina")])
def test_nothing_that_another_wrote_in_private_is_in_it(full: Full, name: str, other: str) -> None:
    me, them = getattr(full.cast, name), getattr(full.cast, other)
    for file, content in opened(me, full.cast.at + 3 * DAY).items():
        text = content.decode()
        for shared in (
            # What they wrote for me to read: why they looked, their answer, and what they offer.
            f"Looked: {secret_of(them)}",
            f"Because: {secret_of(them)}",
            f"Meet: {secret_of(them)}",
        ):
            text = text.replace(shared, "")
        assert secret_of(them) not in text, file
        assert email_of(them) not in text, file
        assert "NOT_NOW" not in json.dumps(_introductions(content)), file


def _introductions(content: bytes) -> Any:
    try:
        return json.loads(content).get("holdings", {}).get("offers.introduction", [])
    except ValueError:
        return []


@pytest.mark.parametrize("name", ["cerys", "dev", "efa", "gwen", "hana", "idris"])
def test_people_without_a_part_in_it_take_nothing_of_it_along(full: Full, name: str) -> None:
    me = getattr(full.cast, name)
    for file, content in opened(me, full.cast.at + 3 * DAY).items():
        for them in (full.amina, full.bryn):
            text = content.decode()
            assert email_of(them) not in text, file
            assert f"Ring: {secret_of(them)}" not in text, file
            assert f"Wrong: {secret_of(them)}" not in text, file
            assert secret_of(them) not in text, file


def test_a_private_no_cannot_be_told_from_silence(full: Full) -> None:
    """Hana asked both for something; both said no. Her archive says that she asked, no more."""
    held = queries.everything_of(full.cast.hana, at=full.cast.at + 3 * DAY)["holdings"]
    asks = held["offers.introduction"]
    assert [ask["stage"] for ask in asks] == ["ASKED", "ASKED"]
    assert {ask["my_answer"] for ask in asks} == {"YES"}
    assert "NO" not in {value for ask in asks for value in ask.values()}
    assert "introduction_answered" not in json.dumps(
        [line for line in held["trust.record"] if not line["is_about_me"]]
    )


def test_nothing_that_opens_a_door_is_in_it(full: Full) -> None:
    card = full.amina.account.cards.get()
    text = b"".join(opened(full.amina, full.cast.at + 3 * DAY).values()).decode()
    assert card.number not in text
    assert card.code_hash not in text
    assert "hash" not in json.loads(opened(full.amina, full.cast.at)["everything.json"])["holdings"]


def test_the_calendar_holds_the_first_meetings_that_both_agreed_to(full: Full) -> None:
    files = opened(full.amina, full.cast.at + 3 * DAY)
    calendar: Any = Calendar.from_ical(files["calendar.ics"])
    meetings = calendar.walk("VEVENT")
    assert len(meetings) == 2
    assert {event["dtstart"].dt for event in meetings} == {full.cast.at + DAY}
    assert {str(event["summary"]) for event in meetings} == {"Meeting Bryn"}


def test_the_map_is_a_picture_and_the_tables_hold_no_formulas(full: Full) -> None:
    Tie.objects.filter(person=full.amina).update(what_they_bring="=1+1")
    files = opened(full.amina, full.cast.at + 3 * DAY)
    assert ET.fromstring(files["people.svg"]).tag.endswith("svg")
    assert "Bryn" in files["people.svg"].decode()
    for name, content in files.items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert len(rows) > 1 or name == "people.csv"
            assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row), name
    assert "'=1+1" in files["people.csv"].decode()


def test_the_same_things_make_the_same_bytes(full: Full) -> None:
    at = full.cast.at + 3 * DAY
    assert queries.archive_of(full.amina, at=at) == queries.archive_of(full.amina, at=at)


def test_the_letter_inside_names_every_file_in_plain_words(full: Full) -> None:
    files = opened(full.amina, full.cast.at + 3 * DAY)
    letter = files["README.txt"].decode()
    for name in set(files) - {"README.txt"}:
        assert name in letter
    said = [line.strip() for line in letter.splitlines() if line.strip().endswith((".", ":"))]
    assert grade(" ".join(said)) <= 5


def test_what_was_opened_in_need_and_is_not_told_yet_is_not_in_it(cast: Cast) -> None:
    from smallplaces.foundation.shelves import Shelf
    from smallplaces.ground.trust import actions as trust
    from smallplaces.ground.trust import queries as seen

    until = cast.at + DAY
    for holder, verb in ((cast.gwen, seen.OPENS), (cast.idris, seen.ADVOCATES)):
        trust.give_mandate(
            holder=holder,
            verb=verb,
            over=None,
            because="So.",
            until=until,
            by=cast.the_house,
            at=cast.at,
        )
    broken = trust.break_glass(
        person=cast.amina,
        shelf=Shelf.PLAN,
        because="Somebody stood at her door.",
        why_not_told="He reads her letters.",
        by=cast.gwen,
        at=cast.at,
    )
    before = b"".join(opened(cast.amina, cast.at + timedelta(hours=2)).values()).decode()
    assert "Somebody stood" not in before
    assert str(broken.code) not in before
    assert "Gwen" not in before
    trust.tell_person(broken=broken, by=cast.idris, at=cast.at + timedelta(hours=3))
    after = b"".join(opened(cast.amina, cast.at + timedelta(hours=4)).values()).decode()
    assert "Somebody stood" in after


def test_nobody_takes_the_things_of_someone_else(full: Full) -> None:
    for other in (full.cast.cerys, full.cast.dev, full.cast.the_house):
        with pytest.raises(NotAllowed):
            actions.take_everything(person=full.amina, by=other, at=full.cast.at)
    assert recorded("leaving.everything_taken") == []


def test_the_button_gives_one_file_and_writes_it_down(full: Full) -> None:
    client = client_of(full.amina)
    assert "Get the file" in client.get("/my/leaving/").content.decode()
    answer: Any = client.post("/my/leaving/everything/")
    assert "everything-of-mine.zip" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert "everything.json" in archive.namelist()
    assert len(recorded("leaving.everything_taken", about=full.amina)) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/my/leaving/"),
        ("post", "/my/leaving/everything/"),
        ("post", "/my/leaving/hide/"),
        ("get", "/my/leaving/forget/"),
        ("post", "/my/leaving/forget/"),
        ("post", "/my/leaving/stay/"),
    ],
)
def test_none_of_it_is_there_while_someone_acts_for_a_person(
    db: None, method: str, path: str
) -> None:
    cast = build_cast(at=timezone.now() - DAY)
    client = client_of(cast.cerys)
    session = client.session
    session[ACTING_FOR] = str(cast.amina.code)
    session.save()
    assert getattr(client, method)(path, {"hide": "yes", "has_read": "on"}).status_code == 404
    assert not recorded("people.forgetting_asked")
    assert "/my/leaving/" not in client.get("/").content.decode()
