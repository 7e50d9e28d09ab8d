"""How I sign in: every key of mine on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.keys import queries
from smallplaces.ground.people import queries as people

from .issuers import issuer_of, issuers


@require_GET
@signed_in
def show_ways(request: SignedInRequest) -> HttpResponse:
    """Page: my passkeys, my card, my e-mail address, and what else opens the door for me."""
    account = request.person.account
    joined = queries.outside_keys_of(account)
    contents = {
        "account": account,
        "passkeys": queries.passkeys_of(account),
        "app": queries.code_app_of(account),
        "card": people.card_of(request.person),
        "joined": [(key, issuer_of(key.issuer)) for key in joined],
        "issuers": issuers(),
    }
    return render(request, "keys/show_ways.html", contents)
