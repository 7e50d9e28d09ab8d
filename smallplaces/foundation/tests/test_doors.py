"""The door that asks people to sign in."""

from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from smallplaces.foundation.doors import SignedInRequest, signed_in


@signed_in
def page(request: SignedInRequest, number: int = 0) -> HttpResponse:
    """Say hello."""
    return HttpResponse(f"Hello {request.person}, {number}")


@signed_in
def kept(request: SignedInRequest) -> HttpResponse:
    """Say for how long this may be kept."""
    return HttpResponse("", headers={"Cache-Control": "max-age=60"})


@signed_in
def stream(request: SignedInRequest) -> StreamingHttpResponse:
    """Send it bit by bit."""
    return StreamingHttpResponse([b"a", b"b"])


def a_request(address: str, person: object, method: str = "get") -> Any:
    request: Any = getattr(RequestFactory(), method)(address)
    request.person = person
    return request


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_passer_by_is_asked_to_sign_in_and_comes_back(method: str) -> None:
    response: Any = page(a_request("/my/plan/?a=1&b=2", None, method))
    assert response.status_code == 302
    assert response.url == f"{reverse('sign_in')}?next=/my/plan/%3Fa%3D1%26b%3D2"


def test_a_request_that_nobody_looked_at_is_a_passer_bys() -> None:
    assert page(RequestFactory().get("/")).status_code == 302


def test_someone_who_signed_in_comes_through_with_what_they_asked_for() -> None:
    response: Any = page(a_request("/", "Amina"), number=7)
    assert response.content == b"Hello Amina, 7"


def test_no_copy_is_kept_unless_the_page_says_otherwise() -> None:
    assert page(a_request("/", "Amina")).headers["Cache-Control"] == "no-store, private"
    assert kept(a_request("/", "Amina")).headers["Cache-Control"] == "max-age=60"


def test_a_stream_is_left_as_it_is() -> None:
    response: Any = stream(a_request("/", "Amina"))
    assert b"".join(response.streaming_content) == b"ab"


def test_a_view_keeps_its_name_and_words() -> None:
    assert (page.__name__, page.__doc__) == ("page", "Say hello.")


def test_something_sent_by_a_passer_by_does_not_come_back_to_an_address_that_only_takes_posts() -> (
    None
):
    response: Any = page(a_request("/my/sharing/1/take-back/", None, "post"))
    assert response.url == reverse("sign_in")
