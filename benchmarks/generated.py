"""Invented listings in any number, the same for the same seed, written straight to PostgreSQL.

They are shaped like the real thing where it matters to a search engine: a few broad words that
half of all listings use, a long tail of names that almost nobody shares, towns that are crowded
and moors that are empty.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from typing import Any
from uuid import UUID

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TOWNS = 240
BATCH = 2_000

ACTIVITIES = [
    "fishing",
    "singing",
    "knitting",
    "walking",
    "gardening",
    "baking",
    "chess",
    "darts",
    "swimming",
    "cycling",
    "reading",
    "painting",
    "pottery",
    "woodwork",
    "bowling",
    "dancing",
    "football",
    "cricket",
    "rugby",
    "netball",
    "yoga",
    "drumming",
    "sewing",
    "quilting",
    "birdwatching",
    "astronomy",
    "photography",
    "beekeeping",
    "archery",
    "boxing",
    "judo",
    "running",
    "rambling",
    "snooker",
    "dominoes",
    "bingo",
    "lunch",
    "breakfast",
    "homework",
    "coding",
    "welding",
    "carpentry",
    "upholstery",
    "embroidery",
    "calligraphy",
    "genealogy",
    "storytelling",
    "poetry",
    "drama",
    "puppetry",
    "juggling",
    "skating",
    "climbing",
    "canoeing",
    "sailing",
    "rowing",
    "kayaking",
    "curling",
    "badminton",
    "squash",
    "tennis",
    "croquet",
    "petanque",
    "gymnastics",
    "trampolining",
    "pilates",
    "meditation",
    "mindfulness",
    "bereavement",
    "befriending",
    "mentoring",
    "interpreting",
    "driving",
    "shopping",
    "ironing",
    "decorating",
]
PEOPLE = [
    "women",
    "men",
    "parents",
    "carers",
    "neighbours",
    "beginners",
    "veterans",
    "teenagers",
    "grandparents",
    "fathers",
    "mothers",
    "students",
    "newcomers",
    "toddlers",
    "families",
    "pensioners",
    "widows",
    "farmers",
    "miners",
    "nurses",
]
SORTS = [
    "group",
    "club",
    "circle",
    "society",
    "project",
    "centre",
    "service",
    "workshop",
    "team",
    "café",
    "drop-in",
    "choir",
]
SENTENCES = (
    "We meet at the {hall} and everyone is welcome.",
    "A friendly {sort} for {people} who like {activity}.",
    "Come along, have a cup of tea and try {activity}.",
    "Run by local people in {town} since the old mill closed.",
    "Ask for {name} at the door; no need to book.",
    "We help {people} with {activity} and {other}.",
    "There is parking, a kettle and a warm room.",
    "Bring a friend, or come on your own and we will find you a seat.",
    "Our volunteers know the area and will walk with you the first time.",
    "Support for {people} in their own homes and in the community.",
)
KINDS = ("GROUP", "ORGANISATION", "MICRO_ENTERPRISE", "PUBLIC_PLACE", "PERSON")
ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "ll",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "tr",
    "w",
]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ow"]
ENDS = ["ck", "d", "l", "ll", "m", "n", "nd", "r", "rd", "s", "sk", "t", "th", "x"]


@dataclass(frozen=True, slots=True)
class Generated:
    """One invented listing."""

    number: int
    name: str
    kind: str
    description: str
    latitude: float
    longitude: float
    is_free: bool


def invented_word(draw: random.Random, syllables: int) -> str:
    """Return a word that sounds like a place or a family."""
    return "".join(
        draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(ENDS) for _ in range(syllables)
    )


def generated_listings(count: int, seed: int) -> Iterator[Generated]:
    """Yield `count` listings in the order of their numbers, from 1."""
    draw = random.Random(seed)
    towns = [
        (invented_word(draw, 2).capitalize(), draw.uniform(50.5, 56.0), draw.uniform(-4.5, 1.0))
        for _ in range(TOWNS)
    ]
    # A town's share of listings falls with its rank, as the sizes of towns do.
    shares = [1 / (rank + 3) for rank in range(TOWNS)]
    for number in range(1, count + 1):
        yield _one(number, draw, *draw.choices(towns, shares)[0])


def _one(number: int, draw: random.Random, town: str, north: float, east: float) -> Generated:
    family = invented_word(draw, draw.choice((1, 2, 2, 2))).capitalize()
    said = {
        "hall": f"{invented_word(draw, 2).capitalize()} Hall",
        "sort": draw.choices(SORTS, [1 / (rank + 1) for rank in range(len(SORTS))])[0],
        "people": draw.choice(PEOPLE),
        "activity": draw.choices(ACTIVITIES, [1 / (i + 4) for i in range(len(ACTIVITIES))])[0],
        "other": draw.choice(ACTIVITIES),
        "town": town,
        "name": family,
    }
    sentences = draw.sample(SENTENCES, draw.randint(3, 6))
    return Generated(
        number=number,
        name=f"{family} {said['activity'].capitalize()} {said['sort'].capitalize()}",
        kind=draw.choices(KINDS, (5, 3, 2, 2, 1))[0],
        description=" ".join(sentence.format(**said) for sentence in sentences),
        latitude=round(north + draw.gauss(0, 0.04), 6),
        longitude=round(east + draw.gauss(0, 0.06), 6),
        is_free=draw.random() < 0.4,
    )


def write_listings(count: int, seed: int) -> None:
    """Fill an empty place with `count` open listings and index their words.

    Copies rows straight into the tables: the acts of people would take hours at a million.
    """
    from django.db import connection, transaction

    from smallplaces.ground.listings.actions import index_listings
    from smallplaces.ground.people.models import Person

    with transaction.atomic():
        writer = Person.objects.create(
            kind="PERSON", code=_code(seed, 0), name="The generator", joined_at=AT
        )
        for rows in batched_listings(count, seed):
            with connection.cursor() as cursor:
                _copy(
                    cursor, "listings_listing", LISTING, [_listing_row(row, seed) for row in rows]
                )
                _copy(
                    cursor,
                    "listings_listingversion",
                    VERSION,
                    [_version_row(row, writer.pk) for row in rows],
                )
                _copy(cursor, "listings_listingtime", TIME, [_time_row(row) for row in rows])
                cursor.execute(OPEN, [rows[0].number, rows[-1].number])
            index_listings([row.number for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE listings_listing, listings_listingword, listings_listingtime"
        )


def batched_listings(count: int, seed: int) -> Iterator[list[Generated]]:
    """Yield the listings of `generated_listings` in lists of at most `BATCH`."""
    rows: list[Generated] = []
    for row in generated_listings(count, seed):
        rows.append(row)
        if len(rows) == BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


LISTING = [
    "id",
    "code",
    "state",
    "name",
    "name_key",
    "kind",
    "description",
    "is_formal",
    "url",
    "email",
    "phone",
    '"where"',
    "postcode",
    "latitude",
    "longitude",
    "is_free",
    "access",
    "made_at",
    "changed_at",
]
VERSION = [
    "id",
    "listing_id",
    "number",
    "state",
    "said",
    "made_at",
    "made_by_id",
    "confirmed_at",
    "confirmed_by_id",
]
TIME = ["listing_id", "weekday", "opens_at", "closes_at"]
OPEN = """UPDATE listings_listing SET state = 'OPEN', confirmed_version_id = id,
    confirmed_on = made_at
WHERE id BETWEEN %s AND %s"""


def _listing_row(row: Generated, seed: int) -> tuple[Any, ...]:
    return (
        row.number,
        _code(seed, row.number),
        "DRAFT",
        row.name,
        row.name.lower(),
        row.kind,
        row.description,
        row.kind == "ORGANISATION",
        "",
        "",
        "",
        "",
        "",
        row.latitude,
        row.longitude,
        row.is_free,
        "{STEP_FREE}" if row.number % 3 else "{}",
        AT,
        AT,
    )


def _version_row(row: Generated, writer: int) -> tuple[Any, ...]:
    said = {"name": row.name, "kind": row.kind, "description": row.description}
    return (row.number, row.number, 1, "CONFIRMED", dumps(said), AT, writer, AT, writer)


def _time_row(row: Generated) -> tuple[Any, ...]:
    opens = 8 + row.number % 12
    return (row.number, 1 + row.number % 7, f"{opens:02}:00", f"{opens + 2:02}:00")


def _copy(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _code(seed: int, number: int) -> UUID:
    return UUID(int=(seed << 64) | number)
