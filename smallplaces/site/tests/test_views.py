"""The front door without a browser: answers, headers, and what a stranger could try."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, permission_denied, server_error
from pytest_django.fixtures import Settings

from smallplaces.site.middleware import KeepPagesOutOfCaches


def test_the_front_page_asks_one_question(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "What would you like in your life?" in response.text
    assert "<title>What would you like in your life? – Small Places</title>" in response.text


def test_pages_are_kept_out_of_caches(client: Client) -> None:
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_a_view_may_say_otherwise(rf: RequestFactory) -> None:
    def kept(request: HttpRequest) -> HttpResponse:
        return HttpResponse("words", headers={"Cache-Control": "max-age=60"})

    response = KeepPagesOutOfCaches(kept)(rf.get("/"))
    assert response.headers["Cache-Control"] == "max-age=60"


def test_what_is_not_a_page_is_left_alone(rf: RequestFactory) -> None:
    def feed(request: HttpRequest) -> HttpResponse:
        return HttpResponse("{}", content_type="application/json")

    assert "Cache-Control" not in KeepPagesOutOfCaches(feed)(rf.get("/")).headers


@pytest.mark.django_db
def test_leaving_ends_the_session_and_clears_the_browser(client: Client) -> None:
    session = client.session
    session["words"] = "mine"
    session.save()
    response = client.post("/leave/")
    assert response.status_code == 303
    assert response.headers["Location"] == settings.NEUTRAL_SITE
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not client.session.exists(str(session.session_key))


@pytest.mark.django_db
def test_another_site_cannot_sign_anybody_out(client: Client) -> None:
    session = client.session
    session["words"] = "mine"
    session.save()
    response = client.post("/leave/", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 303
    assert "Clear-Site-Data" not in response.headers
    assert client.session["words"] == "mine"


@pytest.mark.django_db
def test_leaving_twice_is_harmless() -> None:
    client = Client(enforce_csrf_checks=True)
    assert [client.post("/leave/").status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("path", ["/leave/", "/text-size/", "/language/"])
def test_a_link_alone_changes_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("size", ["100", "125", "150"])
def test_the_text_size_is_remembered(client: Client, size: str) -> None:
    client.post("/text-size/", {"size": size, "next": "/"})
    assert f"place-text-{size}" in client.get("/").text


@pytest.mark.parametrize("size", ["", "9999", '"><script>', "150%"])
def test_a_text_size_that_does_not_exist_is_not_remembered(client: Client, size: str) -> None:
    response = client.post("/text-size/", {"size": size})
    assert response.status_code == 303
    assert not response.cookies


def test_a_text_size_cookie_that_was_tampered_with_does_nothing(client: Client) -> None:
    client.cookies["text_size"] = "150 evil"
    assert "place-text-100" in client.get("/").text


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "", "\0"])
def test_the_way_back_stays_here(client: Client, wanted: str) -> None:
    response = client.post("/text-size/", {"size": "125", "next": wanted})
    assert response.headers["Location"] == "/"


def test_welsh_is_remembered(client: Client) -> None:
    client.post("/language/", {"language": "cy", "next": "/"})
    response = client.get("/")
    assert '<html lang="cy"' in response.text
    assert "Gadael yn gyflym" in response.text


def test_the_gallery_shows_every_component(client: Client) -> None:
    assert client.get("/gallery/").status_code == 200


def test_the_gallery_is_not_there_in_production(client: Client, settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    assert client.get("/gallery/").status_code == 404


def test_a_page_that_is_not_there_says_so_plainly(client: Client) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "This page is not here" in response.text


def test_when_we_fail_the_page_says_so_and_needs_nothing(rf: RequestFactory) -> None:
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "It is our mistake, not yours." in response.content.decode()


def test_other_mistakes_say_what_happened_and_what_to_do(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert "We could not read that" in bad_request(request, Exception()).content.decode()
    assert "You cannot do that here" in permission_denied(request, Exception()).content.decode()
    assert "Please send that again" in csrf_failure(request).content.decode()


def test_no_style_or_script_stands_in_the_page(client: Client) -> None:
    page = client.get("/gallery/").text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert "<c-" not in page


def test_a_page_sent_too_late_gives_the_words_back(rf: RequestFactory) -> None:
    words = {"words": "I would like to go fishing <again>", "csrfmiddlewaretoken": "x" * 64}
    page = csrf_failure(rf.post("/", words)).content.decode()
    assert "I would like to go fishing &lt;again&gt;</textarea>" in page
    assert "x" * 64 not in page
