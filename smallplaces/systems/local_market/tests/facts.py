"""Made-up facts, and what a browser would post from a page that shows them."""

from datetime import date, time
from html.parser import HTMLParser
from string import ascii_letters

from hypothesis import strategies as st

from smallplaces.ground.listings.models import Access, Cost, Facts, Listing, Time

SUNDAYS = Time(
    "FREQ=WEEKLY;BYDAY=SU", opens_at=time(8), closes_at=time(12), starts_on=date(2026, 1, 11)
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

words = st.text(ascii_letters + " éŵ你&<>\"'£%؟😀\n", max_size=40).map(str.strip)
line = words.map(lambda text: " ".join(text.split()))
hours = st.one_of(st.none(), st.times())
dates = st.dates(date(1900, 1, 1), date(2200, 1, 1))
weekdays = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(",".join)
rules = st.one_of(
    weekdays.map("FREQ=WEEKLY;BYDAY={}".format),
    weekdays.map("BYDAY={};FREQ=WEEKLY;INTERVAL=1".format),
    st.tuples(st.sampled_from(["1", "+2", "3", "4", "-1"]), st.sampled_from(DAYS)).map(
        lambda pair: f"FREQ=MONTHLY;BYDAY={pair[0]}{pair[1]}"
    ),
    st.sampled_from(
        [
            "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=24", "FREQ=MONTHLY;BYDAY=1MO,3MO",
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20301231T000000Z", "FREQ=MONTHLY;BYMONTHDAY=1",
            "RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=MO", "FREQ=WEEKLY",
        ]
    ),
)  # fmt: skip


@st.composite
def times(draw: st.DrawFn) -> Time:
    """Make a time that a listing can have: repeating, once, or only in words."""
    first, last = sorted([draw(dates), draw(dates)])
    has_first, has_last = draw(st.booleans()), draw(st.booleans())
    when = Time(
        rrule=draw(st.one_of(st.just(""), rules)),
        opens_at=draw(hours),
        closes_at=draw(hours),
        starts_on=first if has_first else None,
        ends_on=last if has_last else None,
        words=draw(line),
    )
    return when if when != Time() else SUNDAYS


costs = st.builds(Cost, line, st.one_of(st.none(), st.integers(0, 100_000_000))).filter(
    lambda cost: cost != Cost()
)
ages = st.one_of(st.none(), st.integers(0, 130))
lines = st.lists(line.filter(bool), max_size=3).map(tuple)


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    """Make facts that a listing can say."""
    return Facts(
        name=draw(line.filter(bool)),
        kind=draw(st.sampled_from(Listing.Kind.values)),
        description=draw(words),
        is_formal=draw(st.booleans()),
        url=draw(st.sampled_from(["", "https://example.org/a?b=1&c=%20"])),
        email=draw(st.sampled_from(["", "a.b+c@example.org"])),
        phone=draw(line),
        where=draw(line),
        postcode=draw(st.sampled_from(["", "OL9 6BG", "ol96bg"])),
        latitude=53.5,
        longitude=-2.1,
        times=tuple(draw(st.lists(times(), max_size=3))),
        costs=tuple(draw(st.lists(costs, max_size=3))),
        is_free=draw(st.booleans()),
        access=tuple(draw(st.lists(st.sampled_from(Access.values), unique=True))),
        access_words=draw(words),
        who_for=draw(words),
        min_age=draw(ages),
        max_age=draw(ages),
        languages=draw(lines),
        topics=draw(lines),
        notice=draw(words),
    )


class _Posted(HTMLParser):
    """Collects what a browser would send from the controls in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.textarea: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "textarea":
            self.textarea = name
            self.data[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in said:
            self.data.setdefault(self.select or "", []).append(said.get("value") or "")
        elif tag == "input" and said.get("type") not in ("checkbox", "radio"):
            self.data.setdefault(name, []).append(said.get("value") or "")
        elif tag == "input" and "checked" in said:
            self.data.setdefault(name, []).append(said.get("value", "on") or "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.data[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea is not None:
            text = self.data[self.textarea][0].removeprefix("\n")
            self.data[self.textarea] = [text.replace("\n", "\r\n")]  # as browsers send lines
            self.textarea = None


def posted(html: str) -> dict[str, list[str]]:
    """Return what a browser would send from the controls in `html`, as the reader left them."""
    reader = _Posted()
    reader.feed(html)
    reader.close()
    return {name: values for name, values in reader.data.items() if name}
