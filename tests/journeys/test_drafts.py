"""Answers kept as drafts while somebody writes, in a real browser."""

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from playwright.sync_api import expect

from .accessibility import assert_accessible
from .conftest import OpenPage


class GoodLifeForm(forms.Form):
    """One question, and the version of the answer that the page was made from."""

    words = forms.CharField(label="What does a good life look like to you?", widget=forms.Textarea)
    version = forms.CharField(widget=forms.HiddenInput, initial="1")


received: list[dict[str, str]] = []
answers: list[int] = []


def ask(request: HttpRequest) -> HttpResponse:
    """Page: the question, with a draft kept at /draft/."""
    form = GoodLifeForm(request.POST or None)
    contents = {"form": form, "step": 1, "steps": 5, "autosave_address": "/draft/"}
    return render(request, "page_question.html", contents)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep a draft, or answer with the next status a test has lined up."""
    key = request.headers["Idempotency-Key"]
    received.append({"key": key, **{name: str(value) for name, value in request.POST.items()}})
    status = answers.pop(0) if answers else 200
    return JsonResponse({"fields": {"version": str(len(received) + 1)}}, status=status)


urlpatterns = [
    path("ask/", ask),
    path("draft/", keep),
    path("", include("smallplaces.site.urls")),
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]


@pytest.fixture(autouse=True)
def nothing_received() -> None:
    """Start each test with nothing kept."""
    received.clear()
    answers.clear()


def test_words_are_kept_soon_after_the_last_key(open_page: OpenPage) -> None:
    page = open_page("/ask/")
    page.get_by_role("textbox").press_sequentially("Fishing again")
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert received[-1]["words"] == "Fishing again"
    assert received[-1]["key"]


def test_a_new_version_is_taken_over_without_saving_again(open_page: OpenPage) -> None:
    page = open_page("/ask/")
    page.get_by_role("textbox").fill("Fishing")
    expect(page.get_by_role("status")).to_have_text("Saved")
    expect(page.locator("[name=version]")).to_have_value("2")
    page.get_by_role("textbox").fill("Fishing again")
    expect(page.locator("[name=version]")).to_have_value("3")
    assert [draft["version"] for draft in received] == ["1", "2"]
    assert received[0]["key"] != received[1]["key"]


def test_a_save_that_fails_is_tried_again_with_the_same_key(open_page: OpenPage) -> None:
    answers.append(503)
    page = open_page("/ask/", may_say="503")
    page.get_by_role("textbox").fill("Fishing")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert received[0]["key"] == received[1]["key"]


def test_words_changed_in_another_tab_are_not_written_over(open_page: OpenPage) -> None:
    answers.append(409)
    page = open_page("/ask/", may_say="409")
    page.get_by_role("textbox").fill("Fishing")
    expect(page.get_by_role("status")).to_contain_text("also changed somewhere else")
    expect(page.get_by_role("textbox")).to_have_value("Fishing")
    assert len(received) == 1


def test_closing_the_page_keeps_the_last_words(open_page: OpenPage) -> None:
    page = open_page("/ask/")
    page.get_by_role("textbox").fill("Fishing again")
    page.goto("/")
    for _ in range(100):
        if received:
            break
        page.wait_for_timeout(50)
    assert received[-1]["words"] == "Fishing again"


def test_no_words_are_kept_in_the_browser(open_page: OpenPage) -> None:
    page = open_page("/ask/")
    page.get_by_role("textbox").fill("Fishing again")
    expect(page.get_by_role("status")).to_have_text("Saved")
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "Fishing" not in kept


def test_a_mistake_takes_the_reader_to_the_summary_and_on_to_the_field(open_page: OpenPage) -> None:
    page = open_page("/ask/")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title("Error: What does a good life look like to you? – Small Places")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_role("textbox")).to_be_focused()
    assert_accessible(page)


def test_the_question_shuts_nobody_out(open_page: OpenPage) -> None:
    assert_accessible(open_page("/ask/", width=320))


def test_the_question_can_be_answered_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/ask/", width=320, javascript=False)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_role("textbox").fill("Fishing again")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("Fishing again")
