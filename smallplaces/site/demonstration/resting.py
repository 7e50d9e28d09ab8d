"""What Amina keeps for days on which she is not well, and Bryn, who takes a break."""

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import StandingWish
from smallplaces.ground.trust import actions as trust

from .building import DAY, Town

NOTES = {
    "signs": "I do not answer the door. I wear my coat indoors.",
    "helps": "Somebody I know, and tea. My dad’s fishing songs. The curtains a bit open.",
    "does_not_help": "Many people at once. Hands on my arm. Being asked why.",
    "whom_to_ring": "Cerys first. Then Mum.",
    "to_remember": "It passes. Afterwards I like to talk about something else.",
}
KIND = StandingWish.Kind
WISHES = (
    (KIND.ASK, "The cat", "Mrs Pollard has a key. Please ask her to feed Biscuit."),
    (KIND.KEEP, "Tuesday’s visit", "Shirin may come on Tuesday, also when I do not talk."),
    (KIND.LEAVE, "The day centre", "Nobody from there, please. I will ring them myself."),
)


def build_resting(built: Town) -> None:
    """Let Amina write it down and let Cerys read it in a break; let Bryn rest and say so."""
    amina, cerys, bryn = built.cast.amina, built.cast.cerys, built.cast.bryn
    then = built.then(25)
    people.say_when_not_well(person=amina, parts=NOTES, started_from="", by=amina, at=then)
    for kind, whom, words in WISHES:
        party = cerys if kind == KIND.ASK else None
        people.add_standing_wish(
            person=amina, kind=kind, whom=whom, words=words, party=party, by=amina, at=then
        )
    trust.share_in_breaks(
        person=amina,
        viewer=cerys,
        shelf=Shelf.CRISIS,
        until=built.at + 150 * DAY,
        by=amina,
        at=then,
    )
    pause = people.begin_pause(person=bryn, by=bryn, at=built.then(4))
    people.tell_about_pause(
        pause=pause,
        party=amina,
        words="I am at my sister’s in Barry. Keep my place on the bank.",
        by=bryn,
        at=built.then(4),
    )
