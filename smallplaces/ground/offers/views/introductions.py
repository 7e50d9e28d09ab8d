"""Pages of one introduction, from asking to how it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions, queries, rules
from smallplaces.ground.offers.forms import (
    AnswerForm,
    ContactForm,
    HowWasItForm,
    MeetingForm,
    sent_in,
)
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import rules as trust


@dataclass(frozen=True)
class Standing:
    """An introduction that someone may know of, and the side they speak for, if any."""

    introduction: Introduction
    side: Side | None
    seen: queries.IntroductionSeen
    can: frozenset[str]

    @property
    def my_side(self) -> Side:
        """Return the side the reader speaks for. For anyone else there is no such page."""
        if self.side is None:
            raise Http404
        return self.side


@require_GET
@signed_in
def list_introductions(request: SignedInRequest) -> HttpResponse:
    """Page: the introductions I asked for, was asked for, or help with."""
    if request.whose != request.person:
        trust.check_can_read(request.person, request.whose, Shelf.PLAN, at=request.now)
    found = queries.introductions_of(request.whose, request.person, at=request.now)
    reader = _reader(request)
    seen = [_seen(reader, one)[1] for one in found]
    contents = {
        "open": [one for one in seen if one.is_open],
        "over": [one for one in seen if not one.is_open],
        "whose": request.whose,
    }
    return render(request, "offers/list_introductions.html", contents)


@require_GET
@signed_in
def show_introduction(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: one introduction, what happens next and by when."""
    standing = _find(request, code)
    _pass_the_door(request, standing)
    contents = {"seen": standing.seen, "can": standing.can, "whose": request.whose}
    return render(request, "offers/show_introduction.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def answer_introduction(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say yes, not now or no, in private."""
    standing = _find(request, code)
    side = standing.my_side
    begun = {"contact": side.contact}
    form = AnswerForm(sent_in(request), initial=begun, has_go_between=bool(standing.seen.through))
    return _page(
        request,
        standing,
        form,
        "offers/answer_introduction.html",
        lambda: actions.answer_introduction(
            side=side,
            answer=form.cleaned_data["answer"],
            contact=form.cleaned_data["contact"],
            may_tell_go_between=form.cleaned_data.get("may_tell_go_between", False),
            by=request.person,
            at=request.now,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def give_contact(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say how the other side can reach me."""
    standing = _find(request, code)
    side = standing.my_side
    form = ContactForm(sent_in(request), initial={"contact": side.contact})
    return _page(
        request,
        standing,
        form,
        "offers/give_contact.html",
        lambda: actions.give_contact(
            side=side, contact=form.cleaned_data["contact"], by=request.person, at=request.now
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def put_meeting(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: put a time and a place to meet."""
    standing = _find(request, code)
    side = standing.my_side
    form = MeetingForm(sent_in(request))
    return _page(
        request,
        standing,
        form,
        "offers/put_meeting.html",
        lambda: actions.put_meeting(
            side=side,
            meet_at=form.meet_at(),
            meet_where=form.cleaned_data["meet_where"],
            by=request.person,
            at=request.now,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def say_how_it_was(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say how a first meeting was."""
    standing = _find(request, code)
    side = standing.my_side
    begun = {"how": side.how_was_it, "words": side.how_was_it_words}
    form = HowWasItForm(sent_in(request), initial=begun)
    return _page(
        request,
        standing,
        form,
        "offers/say_how_it_was.html",
        lambda: actions.say_how_it_was(
            side=side,
            how=form.cleaned_data["how"],
            words=form.cleaned_data["words"],
            by=request.person,
            at=request.now,
        ),
    )


@require_POST
@signed_in
def agree_meeting(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Agree to the time and place that the other side put."""
    side = _find(request, code).my_side
    seen = _moment(request.POST.get("seen", ""))
    return _act(
        request,
        code,
        lambda: actions.agree_meeting(side=side, seen=seen, by=request.person, at=request.now),
    )


@require_POST
@signed_in
def take_back_introduction(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Take an ask back."""
    introduction = _find(request, code).introduction
    return _act(
        request,
        code,
        lambda: actions.take_back_introduction(
            introduction=introduction, by=request.person, at=request.now
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def end_introduction(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: end an introduction, kindly, without a reason."""
    standing = _find(request, code)
    side = standing.my_side
    return _page(
        request,
        standing,
        forms.Form(sent_in(request)),
        "offers/end_introduction.html",
        lambda: actions.end_introduction(
            introduction=side.introduction, by=request.person, at=request.now
        ),
    )


def _find(request: SignedInRequest, code: UUID) -> Standing:
    """Return an introduction that the reader may know of; for anyone else there is no such page."""
    visible = queries.introductions_visible_to(request.person, at=request.now)
    return _standing(request, get_object_or_404(visible, code=code))


def _standing(request: SignedInRequest, introduction: Introduction) -> Standing:
    side, seen = _seen(_reader(request), introduction)
    can = rules.acts_open_to(request.person, introduction, side, at=request.now)
    return Standing(introduction, side, seen, can)


@dataclass(frozen=True)
class Reader:
    """Who reads, for whom, and the ids of the parties that each of them answers for."""

    person: Person
    whose: Person
    answers: frozenset[int]
    speaks: frozenset[int]
    at: datetime


def _reader(request: SignedInRequest) -> Reader:
    """Return who reads. Three queries, for any number of introductions."""
    return Reader(
        request.person,
        request.whose,
        queries.answers_as(request.whose, at=request.now),
        queries.speaks_as(request.person, at=request.now),
        request.now,
    )


def _seen(
    reader: Reader, introduction: Introduction
) -> tuple[Side | None, queries.IntroductionSeen]:
    """Return the side that the reader speaks for, if any, and what they may read. No queries."""
    side = queries.side_for(introduction, reader.whose, answers=reader.answers)
    if side is not None and side.party_id not in reader.speaks:
        side = None
    return side, queries.introduction_seen(
        introduction, reader=reader.person, side=side, at=reader.at
    )


def _pass_the_door(request: SignedInRequest, standing: Standing) -> None:
    """Ask why, before someone reads what another person asked for."""
    asker = queries.side_of(standing.introduction, Side.End.ASKING).party.person
    read = request.whose if standing.side is not None else asker
    if read != request.person and standing.seen.part != queries.Part.GO_BETWEEN:
        trust.check_can_read(request.person, read, Shelf.PLAN, at=request.now)


def _page(
    request: SignedInRequest,
    standing: Standing,
    form: forms.Form,
    template: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Show the form; when it was sent and is sound, do it and go back to the introduction."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotAllowed as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("show_introduction", standing.introduction.code)
    contents = {"form": form, "seen": standing.seen, "whose": request.whose}
    return render(request, template, contents)


def _act(request: SignedInRequest, code: UUID, act: Callable[[], object]) -> HttpResponse:
    """Do it, say so if it cannot be done, and go back to the introduction."""
    try:
        act()
    except NotAllowed as error:
        messages.error(request, error.sentence)
    return redirect("show_introduction", code)


def _moment(words: str) -> datetime:
    """Return the moment that a page of ours wrote into its form, else raise Http404."""
    try:
        read = parse_datetime(words)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise Http404
    return read
