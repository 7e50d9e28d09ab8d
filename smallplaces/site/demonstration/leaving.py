"""Who said that something is wrong in the invented town, who left it, and who wants to."""

from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries
from smallplaces.ground.trust.models import Complaint
from smallplaces.systems.leaving import actions as leaving

from .building import Town


def build_complaints(built: Town) -> None:
    """Let Idris answer when something is wrong with data; let Amina and Efa say so."""
    cast = built.cast
    trust.give_mandate(
        holder=cast.idris,
        verb=queries.ANSWERS_COMPLAINTS,
        over=None,
        because="Idris answers when something is wrong with how data is kept.",
        until=built.then(-180),
        by=cast.the_house,
        at=built.then(60),
    )
    complaint = trust.complain(
        person=cast.amina,
        kind=Complaint.Kind.SEEN,
        words="Gwen looked at my people in May, and I did not know that she still could. "
        "I want it to stop by itself next time.",
        by=cast.amina,
        at=built.then(6),
    )
    trust.acknowledge_complaint(complaint=complaint, by=cast.idris, at=built.then(5))
    trust.look_into_complaint(complaint=complaint, by=cast.idris, at=built.then(4))
    answered = trust.complain(
        person=cast.efa,
        kind=Complaint.Kind.WRONG,
        words="My old phone number is on a letter that you sent.",
        by=cast.efa,
        at=built.then(50),
    )
    trust.answer_complaint(
        complaint=answered,
        answer="You are right. It was in an old list. We took it out, and the list is gone.",
        was_right=True,
        by=cast.idris,
        at=built.then(47),
    )


def let_some_leave(built: Town) -> None:
    """Forget Asha, who asked; let Tess wait for her day. Commits by itself, as systems do."""
    asha, tess = built.residents["Asha"], built.residents["Tess"]
    leaving.ask_to_be_forgotten(person=asha, hide=True, by=asha, at=built.then(20))
    people.forget_people(by=built.cast.the_house, at=built.then(6))
    leaving.ask_to_be_forgotten(person=tess, by=tess, at=built.then(3))
