"""How long law, and this place itself, give for something: as data, each with its source.

Readings, not advice. A row that a law replaces stays, with the day on which it stopped.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

EVERYWHERE = ""
ENGLAND, WALES = "England", "Wales"
SCOTLAND, NORTHERN_IRELAND = "Scotland", "Northern Ireland"
SATURDAY = 5


class NoTerm(LookupError):
    """Nothing says how long this takes, there and then."""


@dataclass(frozen=True)
class Term:
    """So many days or years for something, in a nation, from a day on, because of a source."""

    name: str
    nation: str
    valid_from: date
    source: str
    days: int = 0
    working_days: int = 0
    years: int = 0
    valid_until: date | None = None

    def after(self, moment: datetime) -> datetime:
        """Return the end of the term that begins with `moment`.

        Working days leave out Saturdays and Sundays; a bank holiday counts, so that a promise
        made in them ends too early rather than too late.
        """
        then = moment + timedelta(days=self.days)
        for _ in range(self.working_days):
            then += timedelta(days=1)
            while then.weekday() >= SATURDAY:
                then += timedelta(days=1)
        return _years_later(then, self.years)

    @property
    def words(self) -> str:
        """Return how long it is, as people say it."""
        if self.years:
            return f"{self.years} years"
        return f"{self.working_days} working days" if self.working_days else f"{self.days} days"


def _years_later(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + years, day=28)


OURS = "A promise of this place"
TERMS = (
    Term(
        "complaint.acknowledge.law",
        EVERYWHERE,
        date(2026, 6, 19),
        "Data Protection Act 2018, section 164A, as the Data (Use and Access) Act 2025 adds it",
        days=30,
    ),
    Term("complaint.acknowledge", EVERYWHERE, date(2026, 1, 1), OURS, working_days=5),
    Term("complaint.answer", EVERYWHERE, date(2026, 1, 1), OURS, days=30),
    Term("complaint.close", EVERYWHERE, date(2026, 1, 1), OURS, days=90),
    Term("complaint.keep", ENGLAND, date(1981, 5, 1), "Limitation Act 1980, section 9", years=6),
    Term("complaint.keep", WALES, date(1981, 5, 1), "Limitation Act 1980, section 9", years=6),
    Term(
        "complaint.keep",
        SCOTLAND,
        date(1976, 7, 25),
        "Prescription and Limitation (Scotland) Act 1973, section 6",
        years=5,
    ),
    Term(
        "complaint.keep",
        NORTHERN_IRELAND,
        date(1990, 1, 1),
        "Limitation (Northern Ireland) Order 1989",
        years=6,
    ),
    Term("forgetting.wait", EVERYWHERE, date(2026, 1, 1), OURS, days=14),
)


def term_of(name: str, *, nation: str = "", on: date) -> Term:
    """Return the term called `name` that holds in `nation` on the day `on`.

    Where no nation is known, or none has a row of its own, one for everywhere; else the longest,
    so that nothing is thrown away too early. Raises NoTerm.
    """
    standing = [
        term
        for term in TERMS
        if term.name == name
        and term.valid_from <= on
        and (term.valid_until is None or on < term.valid_until)
    ]
    there = [term for term in standing if term.nation in (nation, EVERYWHERE)] or standing
    if not there:
        raise NoTerm(f"Nothing says how long {name} takes on {on}.")
    return max(there, key=lambda term: (term.years, term.days, term.working_days))
