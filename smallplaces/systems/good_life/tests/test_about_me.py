"""The plan as elements of the PRSB's About Me standard, held against the standard itself."""

import json
import re
from typing import Any

from smallplaces.ground.offers import actions as offers
from smallplaces.ground.people import actions as people
from smallplaces.ground.voices import actions as voices
from smallplaces.systems.good_life.queries import about_me_of, words_of
from tests.cast import Cast
from tests.outside_data import outside_data


def tree(concepts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the elements of a standard by name, each with what may stand in it."""
    return {
        each["name"].strip(): {**each, "in": tree(each.get("concept", []))} for each in concepts
    }


def standard() -> tuple[str, dict[str, Any]]:
    (found,) = json.loads(outside_data("prsb", "AboutMe.json").read_text())["dataset"]
    return found["version"], tree(found["concept"])


def problems(said: Any, elements: dict[str, Any], where: str = "") -> list[str]:
    """Return what does not fit: names that are not there, wrong kinds, must-haves that lack."""
    found = [
        f"{where}/{name} must be there"
        for name, element in elements.items()
        if int(element["minimumMultiplicity"]) > 0 and name not in said
    ]
    for name, value in said.items():
        element = elements.get(name)
        if element is None:
            found.append(f"{where}/{name} is not in the standard")
        elif element["type"] == "group":
            found += problems(value, element["in"], f"{where}/{name}")
        else:
            found += _wrong_item(f"{where}/{name}", value, element)
    return found


def _wrong_item(where: str, value: Any, element: dict[str, Any]) -> list[str]:
    (domain,) = element.get("valueDomain") or [{"type": "text"}]
    rules = {key: one for rule in domain.get("property", []) for key, one in rule.items()}
    if not isinstance(value, str) or not value:
        return [f"{where} is empty, or no text"]
    if len(value) > int(rules.get("maxLength", 10**9)):
        return [f"{where} is too long"]
    to_the_minute = rules.get("timeStampPrecision") == "YMDHM"
    if to_the_minute and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
        return [f"{where} is not a day and a minute"]
    return []


def live(cast: Cast) -> None:
    amina, at = cast.amina, cast.at
    for number, (question, words) in enumerate(
        (
            ("good-life", "I live near the water."),
            ("good-day", "Tea first."),
            ("what-i-give", "I make soup."),
            ("how-to-talk", "One thing at a time."),
            ("please-do-not", "Do not rush me."),
            ("people-like", "I never forget a birthday."),
            ("support-me", "Let me try first."),
        )
    ):
        voices.say(
            person=amina,
            question=question,
            words=words,
            started_from=0,
            key=str(number),
            by=cast.cerys if question == "support-me" else amina,
            at=at,
        )
    people.add_tie(person=amina, name="Mum", who_they_are="in Leeds", by=amina, at=at)
    people.say_how_to_talk(
        person=amina,
        formats=["PHONE"],
        please_do="Ring me",
        please_do_not="",
        someone_to_help_talk="Cerys",
        review_on=at.date(),
        by=amina,
        at=at,
    )
    parts = {"signs": "I talk fast", "helps": "Music", "to_remember": "It passes"}
    people.say_when_not_well(person=amina, parts=parts, started_from="", by=amina, at=at)
    wish = offers.make_wish(person=amina, words="Go fishing", by=amina, at=at)
    offers.add_step(wish=wish, words="Find a rod", by=amina, at=at)


def test_a_whole_life_fits_the_standard_and_fills_every_part_of_it(cast: Cast) -> None:
    live(cast)
    version, elements = standard()
    said = about_me_of(cast.amina, cast.at)
    assert said["version"] == version
    assert problems({"About Me": said["About Me"]}, elements) == []
    entry: Any = said["About Me"]["About Me record entry"]  # type: ignore[index]
    assert set(entry) == set(elements["About Me"]["in"]["About Me record entry"]["in"])


def test_each_part_holds_what_the_person_said_about_it(cast: Cast) -> None:
    live(cast)
    entry: Any = about_me_of(cast.amina, cast.at)["About Me"]["About Me record entry"]  # type: ignore[index]

    def text(name: str) -> str:
        return str(entry[name]["About Me response"]["Free text"])

    assert text("What is most important to me").splitlines() == [
        "I live near the water.",
        "Tea first.",
        "I would like: Go fishing",
        "A step: Find a rod",
    ]
    assert text("People who are important to me") == "Mum, in Leeds"
    assert "Do not rush me" in text("Please do and please do not")
    assert text("How and when to support me") == "Let me try first."
    assert "It passes" in text("Also worth knowing about me")
    assert text("My wellness").splitlines() == [
        "How people can tell: I talk fast",
        "What helps: Music",
    ]
    assert entry["Supported to write this by"] == "Cerys"


def test_whoever_said_nothing_has_an_empty_entry_that_fits(cast: Cast) -> None:
    _, elements = standard()
    said = about_me_of(cast.dev, cast.at)
    assert said["About Me"] == {"About Me record entry": {}}
    assert problems({"About Me": said["About Me"]}, elements) == []


def test_words_as_text_stand_in_the_order_in_which_they_are_asked(cast: Cast) -> None:
    live(cast)
    text = words_of(cast.amina, cast.at).decode()
    assert text.startswith("A good life\n\nI live near the water.\n")
    assert text.index("A good life") < text.index("How to talk with me") < text.index("rush me")
    assert words_of(cast.dev, cast.at) == b"Nothing yet.\n"
