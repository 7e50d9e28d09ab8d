"""What people in the town said, wish for, give, and how some of them met."""

from datetime import datetime, timedelta

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers.models import Introduction, Offer, Side, Wish
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.voices import actions as voices
from smallplaces.systems.good_life import actions as good_life
from smallplaces.systems.good_life.models import Page

from .building import DAY, Town
from .residents import RESIDENTS

HOUR = timedelta(hours=1)
AMINA_SAYS = {
    "good-life": "I live in my own flat, near the water. I see my sister a lot. I cook when I "
    "want to. I used to love fishing with my dad and I would like to do that again.",
    "what-i-give": "I make good soup. I am patient. I can teach people to play ludo.",
    "good-day": "I get up when it is light. Tea first. Then out, even when it rains. "
    "In the evening somebody rings and we talk.",
    "how-to-talk": "Ask me one thing at a time. Look at me, not at Cerys.",
    "people-like": "Cerys says I never forget a birthday. Bryn says I tell the truth.",
    "support-me": "Let me try first. Wait. Then help with the part I ask for.",
}
AMINAS_PEOPLE = (
    ("Cerys", "my sister", 1, False, "She knows what I mean"),
    ("Mum", "she lives in Leeds", 1, False, "Sunday phone calls"),
    ("Bryn", "a friend from the canal", 2, False, "He makes me laugh"),
    ("Shirin", "she helps in the morning", 2, True, "Quick hands, good stories"),
    ("Mrs Pollard", "next door", 3, False, "Takes in parcels"),
    ("Joe at the shop", "I see him most days", 3, False, "Keeps me the paper"),
    ("Dr Lam", "my doctor", 4, True, "Listens"),
)


def build_lives(built: Town) -> None:
    """Let everyone say what they would like and what they give; Amina says the most."""
    for number, resident in enumerate(RESIDENTS):
        person, at = built.residents[resident.name], built.then(40 - number * 0.6)
        if resident.wish:
            offers.make_wish(person=person, words=resident.wish, by=person, at=at)
        if resident.gives:
            offers.make_offer(giver=person, words=resident.gives, by=person, at=at + HOUR)
    _build_amina(built)
    _build_others(built)


def _build_amina(built: Town) -> None:
    amina, cerys, at = built.cast.amina, built.cast.cerys, built.then(30)
    for number, (question, words) in enumerate(AMINA_SAYS.items()):
        by = cerys if question == "support-me" else amina
        voices.say(
            person=amina,
            question=question,
            words=words,
            started_from=0,
            key=f"demonstration-{number}",
            by=by,
            at=at + number * HOUR,
        )
    for name, who, ring, is_paid, brings in AMINAS_PEOPLE:
        party = {"Cerys": cerys, "Bryn": built.cast.bryn}.get(name)
        people.add_tie(
            person=amina,
            name=name,
            who_they_are=who,
            closeness=ring,
            is_paid=is_paid,
            what_they_bring=brings,
            party=party,
            by=amina,
            at=at,
        )
    people.say_how_to_talk(
        person=amina,
        formats=[HowToTalkWithMe.Format.PHONE, HowToTalkWithMe.Format.EASY_READ],
        please_do=AMINA_SAYS["how-to-talk"],
        please_do_not="Do not talk about me as if I am not there.",
        someone_to_help_talk="Cerys, if I ask her",
        review_on=(built.at + 150 * DAY).date(),
        by=amina,
        at=at,
    )
    fishing = offers.make_wish(
        person=amina,
        words="I used to love fishing with my dad. I would like to go again.",
        by=amina,
        at=at,
    )
    step = offers.add_step(
        wish=fishing,
        words="Find a rod that is not too heavy",
        who_helps="Bryn",
        by=amina,
        at=at + DAY,
    )
    offers.finish_step(step=step, what_came_of_it="Bryn lent me his", by=amina, at=at + 9 * DAY)
    offers.add_step(
        wish=fishing,
        words="Ask the club what to bring",
        who_helps="Cerys",
        by=cerys,
        at=at + 10 * DAY,
    )
    offers.make_wish(person=amina, words="Cook for people, not only for me", by=amina, at=at)
    offers.make_offer(
        giver=amina, words="I make soup and like to eat it with company", by=amina, at=at
    )
    trust.share(
        person=amina,
        viewer=built.cast.bryn,
        shelf=Shelf.PROFILE,
        until=built.at + 60 * DAY,
        by=amina,
        at=at,
    )


def put_amina_on_a_page(built: Town) -> None:
    """Let Amina choose what stands on her one page. Commits by itself, as systems do."""
    amina = built.cast.amina
    good_life.choose_parts(person=amina, parts=list(Page.Part), by=amina, at=built.then(8))


def suggest_what_fits(built: Town) -> None:
    """Look for what fits the wishes of Amina and Idris, once everything there is has a meaning."""
    for person in (built.cast.amina, built.cast.idris):
        for wish in Wish.objects.filter(person=person).order_by("pk"):
            offers.suggest_for(wish=wish, by=person, at=built.then(0.2))


def _build_others(built: Town) -> None:
    cast = built.cast
    offers.make_wish(
        person=cast.idris, words="Siarad Cymraeg bob wythnos", by=cast.idris, at=built.then(20)
    )
    offers.make_offer(
        giver=cast.idris,
        words="A walk and a talk in the evening, when it is hard to be in",
        by=cast.idris,
        at=built.then(20),
    )
    offers.make_offer(
        giver=cast.bryn,
        words="A seat by the canal and a spare rod",
        by=cast.bryn,
        at=built.then(25),
    )
    offers.make_offer(
        giver=cast.hana,
        words="I can show you how to start a small business",
        by=cast.hana,
        at=built.then(22),
    )


def build_introductions(built: Town) -> None:
    """Bring introductions to every state there is, through what both sides did."""
    cast, homes = built.cast, built.residents
    anglers = built.listings["anglers"]
    wish = Wish.objects.filter(person=cast.amina).order_by("made_at", "pk").first()
    offers.ask_for_introduction(
        asker=cast.amina,
        listing=anglers,
        wish=wish,
        contact="Ring Cerys on 01632 960 123",
        opening_words="I have not fished since my dad died. Could I come along once?",
        by=cast.amina,
        at=built.then(2),
    )
    _reach_both_yes(built, homes["Harold"], listing_key="anglers", at=built.then(12))
    _reach_meeting(built, homes["Mr Okafor"], _offer_of(homes["Leroy"]), at=built.then(15))
    _reach_met(built, homes["Ted"], _offer_of(homes["Callum"]), at=built.then(50))
    _reach_ended(built, homes["Ellen"], _offer_of(homes["Maryam"]), at=built.then(30))
    _expire(built, homes["Grace"], _offer_of(homes["Ruth"]), at=built.then(60))
    _take_back(built, homes["Noor"], _offer_of(homes["Yusuf"]), at=built.then(9))
    _say_no(built, homes["Jamal"], _offer_of(homes["Kofi"]), at=built.then(6))
    _ask(built, homes["Irene"], _offer_of(homes["Wendy"]), at=built.then(3), go_between=cast.gwen)
    _ask(built, homes["Meena"], _offer_of(cast.idris), at=built.then(1))


def _offer_of(person: Person) -> Offer:
    return Offer.objects.filter(giver=person).earliest("made_at", "pk")


def _ask(
    built: Town, asker: Person, offer: Offer, *, at: datetime, go_between: Person | None = None
) -> Introduction:
    return offers.ask_for_introduction(
        asker=asker,
        offer=offer,
        opening_words="I saw what you offer and would like to meet.",
        contact=f"{asker.name}, 01632 960 456",
        go_between=go_between,
        by=asker,
        at=at,
    )


def _answer(introduction: Introduction, answer: str, by: Person, at: datetime) -> Introduction:
    side = introduction.sides.get(end=Side.End.ASKED)
    return offers.answer_introduction(
        side=side, answer=answer, contact=f"{by.name}, 01632 960 789", by=by, at=at
    )


def _reach_both_yes(built: Town, asker: Person, *, listing_key: str, at: datetime) -> None:
    introduction = offers.ask_for_introduction(
        asker=asker,
        listing=built.listings[listing_key],
        contact="Harold, 01632 960 222",
        opening_words="I fished as a boy. I am on my own now.",
        by=asker,
        at=at,
    )
    _answer(introduction, Side.Answer.YES, built.cast.efa, at + DAY)


def _reach_meeting(
    built: Town, asker: Person, offer: Offer, *, at: datetime, away: timedelta = 20 * DAY
) -> Introduction:
    introduction = _answer(_ask(built, asker, offer, at=at), Side.Answer.YES, offer.giver, at + DAY)
    introduction = offers.put_meeting(
        side=introduction.sides.get(end=Side.End.ASKED),
        meet_at=at + away,
        meet_where="The café in the library",
        by=offer.giver,
        at=at + 2 * DAY,
    )
    return offers.agree_meeting(
        side=introduction.sides.get(end=Side.End.ASKING),
        seen=introduction.changed_at,
        by=asker,
        at=at + 3 * DAY,
    )


def _reach_met(built: Town, asker: Person, offer: Offer, *, at: datetime) -> None:
    introduction = _reach_meeting(built, asker, offer, at=at, away=6 * DAY)
    for end, by, words in (
        (Side.End.ASKING, asker, "We talked about dogs for two hours."),
        (Side.End.ASKED, offer.giver, "Good man. Same time next week."),
    ):
        offers.say_how_it_was(
            side=introduction.sides.get(end=end),
            how=Side.HowWasIt.GOOD,
            words=words,
            by=by,
            at=at + 7 * DAY,
        )


def _reach_ended(built: Town, asker: Person, offer: Offer, *, at: datetime) -> None:
    introduction = _answer(_ask(built, asker, offer, at=at), Side.Answer.YES, offer.giver, at + DAY)
    offers.end_introduction(introduction=introduction, by=asker, at=at + 4 * DAY)


def _expire(built: Town, asker: Person, offer: Offer, *, at: datetime) -> None:
    _ask(built, asker, offer, at=at)
    offers.expire_introductions(by=built.cast.the_house, at=at + 22 * DAY)


def _take_back(built: Town, asker: Person, offer: Offer, *, at: datetime) -> None:
    introduction = _ask(built, asker, offer, at=at)
    offers.take_back_introduction(introduction=introduction, by=asker, at=at + DAY)


def _say_no(built: Town, asker: Person, offer: Offer, *, at: datetime) -> None:
    _answer(_ask(built, asker, offer, at=at), Side.Answer.NO, offer.giver, at + DAY)
