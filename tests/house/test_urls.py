"""Every address of the house, visited as nobody and as a stranger.

A new address must be put into one of the policies below, or this fails.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast, client_of

# Anyone may open these, signed in or not.
PUBLIC = {
    "home",
    "find",
    "leaving_quickly",
    "gallery",
    "sign_in",
    "sign_in_with_card",
    "sign_in_with_picture",
    "sign_in_with_passkey",
    "use_one_time_code",
    "use_sign_in_link",
    "come_in_from_outside",
    "join_from_outside",
    "go_outside",
    "come_back",
    "join",
    "use_join_link",
    "show_listing",
    "say_problem",
    "list_versions",
    "compare_versions",
    "show_calendar",
    "heartbeat",
}
# Anyone may post to these; opening them shows nothing.
PUBLIC_POSTS = {"walk_in", "leave", "set_text_size", "set_language", "sign_out"}
# Open data: see smallplaces/systems/local_market/api.
OPEN_DATA = re.compile(r"^\^?api/v3\b")
# Everything else asks people to sign in first, and shows a stranger nothing.

SAMPLES = {
    "uuid": str(uuid4()),
    "str": "profile",
    "slug": "good-life",
    "int": "1",
    "path": "x",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield entry.name or "", route


def filled(route: str) -> str:
    """Return an address for `route`, with invented parts that lead to nothing of anyone's."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", SAMPLES["uuid"], route).strip("^$").replace("/?", "/")
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], plain)


ADDRESSES = sorted(set(patterns()))
PRIVATE = [
    (name, route)
    for name, route in ADDRESSES
    if name not in PUBLIC | PUBLIC_POSTS and not OPEN_DATA.match(route)
]


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, route in ADDRESSES if not OPEN_DATA.match(route)]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("name", "route"), ADDRESSES, ids=str)
@pytest.mark.django_db
def test_no_address_breaks_for_nobody(name: str, route: str, client: Client) -> None:
    for answer in (client.get(filled(route)), client.post(filled(route), {"x": "y"})):
        assert answer.status_code < 500, f"{name} answers {answer.status_code}"


@pytest.mark.parametrize(("name", "route"), PRIVATE, ids=str)
@pytest.mark.django_db
def test_private_addresses_ask_nobody_to_sign_in(name: str, route: str, client: Client) -> None:
    for method in ("get", "post"):
        answer = getattr(client, method)(filled(route))
        asked = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        assert asked or answer.status_code in (404, 405), (
            f"{name} answers {answer.status_code} to somebody who did not sign in. Decorate the "
            "view with @signed_in, or put its name into a policy in this file."
        )


@pytest.mark.parametrize(
    ("name", "route"), [entry for entry in PRIVATE if "<uuid:" in entry[1]], ids=str
)
def test_addresses_with_invented_codes_are_not_found(name: str, route: str, cast: Cast) -> None:
    client = client_of(cast.dev)
    for method in ("get", "post"):
        answer = getattr(client, method)(filled(route))
        assert answer.status_code in (404, 405), f"{name} answers {answer.status_code}"
