"""Showing once more that it is you, for people who work here; and the app that makes codes."""

from uuid import uuid4

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.keys import actions, emails, queries
from smallplaces.ground.keys.forms import AppForm
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.actions import SECOND_STEPS_OF_AN_ACCOUNT
from smallplaces.ground.people.models import Account

from .coming_in import come_in, inside, ways_of
from .letters import ASKED

WRONG = "The app does not show this code now. Wait for the next one, and write that."


@require_GET
@signed_in
def show_twice(request: SignedInRequest) -> HttpResponse:
    """Page: by what else can you show that it is you? Or how to set that up."""
    others = queries.other_ways(request.person.account, ways_of(request))
    contents = {"others": set(others), "next": inside(request), "form": AppForm()}
    return render(request, "keys/show_twice.html", contents)


@require_POST
@signed_in
def send_second_code(request: SignedInRequest) -> HttpResponse:
    """Send a code to my own address, and ask for it."""
    account = request.person.account
    if account.email is None or Way.LETTER in ways_of(request):
        return redirect("show_twice")
    try:
        people.count_try(
            limit=SECOND_STEPS_OF_AN_ACCOUNT, whom=f"send {account.pk}", at=request.now
        )
    except people.TooManyTries:
        return render(request, "keys/too_many_tries.html", status=429)
    handle = uuid4()
    code = people.make_one_time_code(account=account, handle=handle, at=request.now)
    request.session[ASKED] = str(handle)
    emails.send_second_code(to=account.email, code=f"{code[:3]}-{code[3:]}")
    return redirect(f"{reverse('use_one_time_code')}?{urlencode({'next': inside(request)})}")


@require_POST
@signed_in
def use_code_app(request: SignedInRequest) -> HttpResponse:
    """Show by the app that it is me."""
    form, account = AppForm(request.POST), request.person.account
    limit, whom = SECOND_STEPS_OF_AN_ACCOUNT, f"app {account.pk}"
    if form.is_valid():
        try:
            people.count_try(limit=limit, whom=whom, at=request.now)
            actions.use_code_app(account=account, code=form.cleaned_data["code"], at=request.now)
        except people.TooManyTries:
            return render(request, "keys/too_many_tries.html", status=429)
        except actions.CodeWrong:
            form.add_error("code", WRONG)
        else:
            people.forgive_try(limit=limit, whom=whom, at=request.now)
            return come_in(request, account, way=Way.APP, is_own=False)
    others = queries.other_ways(account, ways_of(request))
    contents = {"others": set(others), "next": inside(request), "form": form}
    return render(request, "keys/show_twice.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def add_code_app(request: SignedInRequest) -> HttpResponse:
    """Page: add an app that makes codes. It counts once it has shown a right one."""
    account, form = request.person.account, AppForm(request.POST or None)
    secret = get_totp_secret()
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_code_app(
                account=account,
                secret=secret,
                code=form.cleaned_data["code"],
                ways=ways_of(request),
                by=request.person,
                at=request.now,
            )
        except actions.CodeWrong:
            form.add_error("code", WRONG)
        else:
            clear_totp_secret(request)
            _tell(account, "An app that makes codes was added to your account.")
            messages.success(request, "Your app is ready.")
            to = reverse("show_ways")
            return come_in(request, account, way=Way.APP, is_own=False, to=to)
    in_fours = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    contents = {"form": form, "secret": in_fours, "drawing": _drawing(account, secret)}
    return render(request, "keys/add_code_app.html", contents)


def _drawing(account: Account, secret: str) -> SafeString:
    """Return the square that a phone reads, as SVG of our own making."""
    adapter = get_adapter()
    svg: str = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return mark_safe(svg.partition("?>")[2].strip())  # noqa: S308 - drawn here, of squares only


@require_POST
@signed_in
def remove_code_app(request: SignedInRequest) -> HttpResponse:
    """Take the app away."""
    account = request.person.account
    actions.remove_code_app(account=account, by=request.person, at=request.now)
    _tell(account, "The app that makes codes was taken off your account.")
    messages.success(request, "The app does not count any more.")
    return redirect("show_ways")


def _tell(account: Account, what: str) -> None:
    if account.email:
        emails.send_key_news(to=account.email, what=what)
