"""What goes wrong is in the log, and whom it went wrong for is not."""

import io
import logging
import sys
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.site.cli.worker import WebServerLog
from smallplaces.site.logs import KEPT_OUT, OnlyWhatAndWhere, say_what_and_where, what_and_where
from tests.cast import Cast, client_of

SECRET = "amina@example.org said her tablets are in the drawer 07700 900123 Zk3vQ9xT7LmB2wRt8yHn"
WORDS = ("amina", "tablets", "drawer", "900123", "Zk3vQ9")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the place's own handler writes."""
    (handler,) = (
        each
        for each in logging.getLogger().handlers
        if isinstance(each.formatter, OnlyWhatAndWhere) and isinstance(each, logging.StreamHandler)
    )
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def assert_nobody_is_in(text: str) -> None:
    assert text
    for word in WORDS:
        assert word.lower() not in text.lower(), text


def test_a_page_that_breaks_is_noted_without_whoever_it_broke_for(
    cast: Cast, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    def break_it(*_: object, **__: object) -> None:
        tablets = SECRET  # a local variable
        try:
            raise KeyError(tablets)
        except KeyError as error:
            raise RuntimeError(f"No such thing: {tablets}") from error

    monkeypatch.setattr("smallplaces.ground.trust.queries.viewers_of", break_it)
    client = client_of(cast.amina)
    client.raise_request_exception = False
    answer = client.get("/my/sharing/", {"q": SECRET}, headers={"user-agent": SECRET})
    assert answer.status_code == 500
    said = log.getvalue()
    assert_nobody_is_in(said)
    assert "ERROR django.request 500 GET /my/sharing/" in said
    assert "builtins.RuntimeError" in said
    assert "builtins.KeyError" in said
    assert "smallplaces/site/tests/test_logs.py:" in said
    assert mailoutbox == []


def test_an_address_is_written_as_its_route(cast: Cast, log: io.StringIO) -> None:
    client = client_of(cast.dev)
    client.get(f"/people/{cast.amina.code}/", {"q": SECRET})
    client.get("/no-such-page-for-amina/tablets/")
    said = log.getvalue()
    assert_nobody_is_in(said)
    assert str(cast.amina.code) not in said
    assert "404 GET" in said


@pytest.mark.django_db
def test_a_made_up_host_and_a_form_from_elsewhere_are_noted_without_what_was_sent(
    log: io.StringIO,
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.get("/", headers={"host": "tablets.drawer.example"})
    client.post("/sign-in/", {"email": "amina@example.org"}, headers={"origin": "http://drawer"})
    said = log.getvalue()
    assert_nobody_is_in(said)
    assert "django.security" in said


def test_statements_and_their_values_are_never_written(cast: Cast, log: io.StringIO) -> None:
    logging.getLogger("django.db.backends").debug("SELECT %s", SECRET)
    logging.getLogger("django.db.backends").warning("SELECT %s", SECRET)
    assert log.getvalue() == ""
    assert logging.getLogger("django.db.backends").level == logging.ERROR


@pytest.mark.parametrize("name", ["django.request", "allauth", "smallplaces.ground.people", "x"])
def test_what_is_put_into_a_message_is_kept_out_and_small_numbers_stay(
    log: io.StringIO, name: str
) -> None:
    logger = logging.getLogger(name)
    logger.error("Wrote %s to %d people, %r", SECRET, 3, {"name": SECRET})
    logger.error("%(who)s", {"who": SECRET})
    logger.error(SECRET, exc_info=ValueError(SECRET))
    said = log.getvalue()
    assert f"Wrote {KEPT_OUT} to 3 people, {KEPT_OUT}" in said
    assert "builtins.ValueError" in said
    if not name.startswith("smallplaces"):  # whose messages are words of the code, and no more
        assert_nobody_is_in(said)


def test_what_the_keeper_of_the_database_says_stays_useful(log: io.StringIO) -> None:
    keeper = logging.getLogger("smallplaces.site.postgres.keeper")
    keeper.error("PostgreSQL does not start: %s", "No space left on device in /srv/place")
    keeper.error("It says %s", 'duplicate key DETAIL: Key (email)=("amina@example.org")')
    keeper.error("Near postgresql://drawer:tablets@db/x and amina@example.org, 07700 900123")
    said = log.getvalue()
    assert "No space left on device in /srv/place" in said
    assert_nobody_is_in(said)


def test_two_exceptions_that_led_to_each_other_end() -> None:
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__context__, other.__context__ = other, one
    assert what_and_where(one).split() == ["builtins.ValueError", "builtins.KeyError"]


def test_a_command_in_the_background_that_breaks_says_where_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        say_what_and_where(RuntimeError, error, error.__traceback__)
    said = capsys.readouterr().err
    assert_nobody_is_in(said)
    assert "builtins.RuntimeError" in said
    assert sys.excepthook is not None


@given(
    message=st.text() | st.integers() | st.none(),
    args=st.tuples() | st.tuples(st.text(), st.floats()) | st.tuples(st.integers(0, 99)),
    name=st.sampled_from(["smallplaces.site.postgres", "smallplaces.x", "django.request"]),
)
def test_no_record_breaks_the_log(message: Any, args: tuple[Any, ...], name: str) -> None:
    record = logging.LogRecord(name, logging.ERROR, "x", 1, message, args, None)
    assert OnlyWhatAndWhere().format(record).startswith("20")


def test_the_web_server_notes_no_visit(capsys: pytest.CaptureFixture[str]) -> None:
    from gunicorn.config import Config  # type: ignore[import-untyped]

    config = Config()
    config.set("accesslog", "-")
    log = WebServerLog(config)
    log.access(None, None, {"RAW_URI": SECRET}, None)
    log.error("Error handling request %s", SECRET)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert_nobody_is_in(captured.err + "-")
