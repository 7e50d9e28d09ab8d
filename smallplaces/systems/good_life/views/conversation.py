"""The conversation: one question on a page, every answer a draft at once."""

import hashlib
import uuid
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.typed import TooLong
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.voices import queries as voices
from smallplaces.ground.voices.actions import KeyReused, NeverSaid
from smallplaces.ground.voices.models import Saying, Voice
from smallplaces.systems.good_life import actions, queries
from smallplaces.systems.good_life.forms import HowToTalkForm, Started, WordsForm, as_number
from smallplaces.systems.good_life.queries.questions import (
    ASKED,
    HOW_TO_TALK,
    PLEASE_DO_NOT,
    QUESTIONS,
    SHORT_NAMES,
    WHO_MATTERS,
    Question,
    before,
    next_after,
    number_of,
)

from .opening import open_shelves, sent
from .people import who_matters

NOT_KEPT = (NotAllowed, TooLong, KeyReused, NeverSaid)
BOTH_KEPT = "You also wrote something else in another place. We kept both. Press Save to see them."


@require_GET
@signed_in
def start_good_life(request: SignedInRequest) -> HttpResponseBase:
    """Page: what the conversation is, and the five questions with what was said so far."""
    person = open_shelves(request, *QUESTIONS[0].shelves)
    said = queries.answered(person, request.person, at=request.now)
    steps = [(question, question.code in said) for question in QUESTIONS]
    first = next((question for question, is_said in steps if not is_said), None)
    return render(
        request,
        "good_life/start.html",
        {"whose": person, "steps": steps, "first": first, "has_begun": bool(said)},
    )


@require_http_methods(["GET", "POST"])
@signed_in
def answer_question(request: SignedInRequest, question: str) -> HttpResponseBase:
    """Page: one question. Saving goes on to the next; skipping keeps what was typed as a draft."""
    asked = _asked(question)
    person = open_shelves(request, *asked.shelves)
    if asked == WHO_MATTERS:
        return who_matters(request, person, _shell(request, asked), _way_on(request, asked))
    form = _form(request, asked, person)
    if request.method == "POST" and form.is_valid():
        try:
            said = _keep(request, asked, person, form, is_draft="skip" in request.POST)
        except NOT_KEPT as problem:
            form.add_error(None, str(problem))
        else:
            waits = next((saying for saying in said if saying.waits), None)
            if waits is not None:
                return redirect("choose_words", waits.voice.question)
            return redirect(_way_on(request, asked))
    status = 422 if form.errors else 200
    template = "how_to_talk" if asked == HOW_TO_TALK else "question"
    context = {"form": form, "whose": person, **_shell(request, asked)}
    return render(request, f"good_life/{template}.html", context, status=status)


@require_POST
@signed_in
def save_draft(request: SignedInRequest, question: str) -> HttpResponseBase:
    """Keep a draft while someone writes: 200 with the new numbers, 409 when both were kept."""
    asked = _asked(question)
    if asked == WHO_MATTERS:
        raise Http404
    person = open_shelves(request, *asked.shelves)
    form = _form(request, asked, person)
    if not form.is_valid():
        return JsonResponse({"sentence": _first_sentence(form)}, status=422)
    try:
        said = _keep(request, asked, person, form, is_draft=True)
    except NOT_KEPT as problem:
        return JsonResponse({"sentence": str(problem)}, status=422)
    if any(saying.waits for saying in said):
        return JsonResponse({"sentence": BOTH_KEPT}, status=409)
    names = ("started_from", "do_not_from")
    numbers = {name: saying.number for name, saying in zip(names, said, strict=False)}
    return JsonResponse({"fields": numbers})


@require_http_methods(["GET", "POST"])
@signed_in
def choose_words(request: SignedInRequest, question: str) -> HttpResponseBase:
    """Page: two things were said at once; keep one, or both."""
    if question not in SHORT_NAMES:
        raise Http404
    asked = ASKED[HOW_TO_TALK.code if question == PLEASE_DO_NOT else question]
    person = open_shelves(request, *asked.shelves)
    seen = voices.sayings_visible_to(request.person, at=request.now)
    sayings = seen.filter(voice__person=person, voice__question=question)
    waiting = list(sayings.filter(waits=True).order_by("number"))
    if not waiting:
        return redirect("check_words")
    voice = waiting[0].voice
    problem = ""
    if request.method == "POST":
        try:
            return _settle(
                request,
                voice,
                sayings.filter(number=as_number(request.POST.get("keep", ""))).first(),
            )
        except (NotAllowed, TooLong) as error:
            problem = str(error)
    standing = sayings.filter(number=voice.number).first()
    several = [saying for saying in (standing, *waiting) if saying is not None]
    context = {
        "asked": asked,
        "sayings": several,
        "last": voices.last_number(voice),
        "problem": problem,
        "whose": person,
        "name": SHORT_NAMES[question],
    }
    return render(request, "good_life/choose_words.html", context, status=422 if problem else 200)


def _settle(request: SignedInRequest, voice: Voice, keep: Saying | None) -> HttpResponse:
    if keep is None and request.POST.get("keep") != "all":
        raise NotAllowed("Pick which words to keep. You can keep them all.")
    seen = as_number(request.POST.get("seen", "")) or voices.last_number(voice)
    actions.settle_words(voice=voice, keep=keep, seen=seen, by=request.person, at=request.now)
    return redirect("check_words")


def _asked(code: str) -> Question:
    """Return the question with `code`, or stop with 404."""
    if code not in ASKED:
        raise Http404
    return ASKED[code]


def _shell(request: HttpRequest, asked: Question) -> dict[str, object]:
    """Return what the page of any question shows around it."""
    earlier = before(asked)
    to_check = reverse("check_words")
    address = (
        reverse("answer_question", args=[earlier.code]) if earlier else reverse("start_good_life")
    )
    return {
        "asked": asked,
        "step": number_of(asked),
        "steps": len(QUESTIONS),
        "can_skip": True,
        "back_address": to_check if _returns(request) or not number_of(asked) else address,
        "autosave_address": reverse("save_draft", args=[asked.code]),
    }


def _returns(request: HttpRequest) -> bool:
    """Say whether the reader came from the check page, and wants to go back there."""
    return request.GET.get("then") == "check"


def _way_on(request: HttpRequest, asked: Question) -> str:
    """Return where saving or skipping leads."""
    following = next_after(asked)
    if number_of(asked) is None and not _returns(request):
        return reverse("show_one_page")
    if following is None or _returns(request):
        return reverse("check_words")
    return reverse("answer_question", args=[following.code])


def _form(request: SignedInRequest, asked: Question, person: Person) -> Started:
    """Return the form of the page, with what stands now or with what was sent."""
    kind = HowToTalkForm if asked == HOW_TO_TALK else WordsForm
    form = kind(sent(request), initial=_standing(request, asked, person))
    words = form.fields["words"]
    words.label, words.help_text = asked.words, asked.hint
    return form


def _standing(request: SignedInRequest, asked: Question, person: Person) -> dict[str, object]:
    said = queries.answers_of(person, request.person, at=request.now)
    words, do_not = said.get(asked.code), said.get(PLEASE_DO_NOT)
    standing: dict[str, object] = {
        "page": uuid.uuid4().hex,
        "words": words.words if words else "",
        "started_from": words.number if words else 0,
    }
    if asked != HOW_TO_TALK:
        return standing
    talk = HowToTalkWithMe.objects.filter(person=person).first()
    standing |= {
        "do_not": do_not.words if do_not else "",
        "do_not_from": do_not.number if do_not else 0,
        "formats": talk.formats if talk else [],
        "review_in": "365",
        "someone_to_help_talk": talk.someone_to_help_talk if talk else "",
    }
    return standing


def _keep(
    request: SignedInRequest, asked: Question, person: Person, form: Started, *, is_draft: bool
) -> list[Saying]:
    """Keep what the form holds; return the sayings in the order of its boxes."""
    data = form.cleaned_data
    first = _typed(request, asked.code, data["words"], data["started_from"], is_draft=is_draft)
    if asked != HOW_TO_TALK:
        saying = actions.answer_question(
            person=person, question=asked.code, typed=first, by=request.person, at=request.now
        )
        return [saying]
    second = _typed(request, PLEASE_DO_NOT, data["do_not"], data["do_not_from"], is_draft=is_draft)
    return actions.say_how_to_talk(
        person=person,
        typed={asked.code: first, PLEASE_DO_NOT: second},
        formats=data["formats"],
        someone_to_help_talk=data["someone_to_help_talk"],
        by=request.person,
        at=request.now,
        review_on=_review_on(request.now.date(), data["review_in"]),
    )


def _review_on(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _typed(
    request: HttpRequest, code: str, words: str, started_from: int, *, is_draft: bool
) -> actions.Typed:
    """Return what was typed into one box. Without a key from the browser, same words, same key."""
    page = request.POST.get("page", "")[:64]
    given = request.headers.get("Idempotency-Key") or f"{page}\n{words}"
    key = hashlib.sha256(f"{given}\n{code}".encode()).hexdigest()
    return actions.Typed(words, started_from, key, page, is_draft)


def _first_sentence(form: Started) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)
