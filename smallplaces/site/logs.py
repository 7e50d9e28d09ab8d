"""What this place writes into its logs: what went wrong and where in the code, never who or what.

A name, an address, a token or what somebody wrote can hide in any argument, exception message or
address of a page, and no pattern finds them all. So nothing of that is written at all: of a message
only the words that stand in the code, of an exception its kind and the lines it passed, of an
address the route. What our own keeper of the database says is for whoever keeps the machine: it is
written, without what looks like people's words.
"""

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

KEPT_OUT = "[kept out]"
ABOUT_THE_MACHINE = ("smallplaces.site.postgres", "smallplaces.site.cli")
ITS_OWN_WORDS = ("smallplaces",)
PLACEHOLDER = re.compile(r"%(?:\([^)]*\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
LOOKS_LIKE_SOMEONE = re.compile(
    r"""[^\s"'<>()=]+@[^\s"'<>()=]+        # an e-mail address
      | (?<=\?)\S+=\S*                     # a query string
      | \bDETAIL:.*                        # PostgreSQL's, which has the values of a row
      | (?<=://)[^\s/@]+:[^\s/@]*(?=@)     # a password in an address
      | \b(?=[\w-]*\d)[\w-]{20,}\b         # a token, a code
      | \+?\d[\d ]{8,}\d                   # a telephone number
    """,
    re.VERBOSE | re.DOTALL,
)
PACKAGES = Path(__file__).resolve().parents[2]


class OnlyWhatAndWhere(logging.Formatter):
    """Writes a record in one line, and an exception as the lines of code that it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. Whatever the record holds, this does not fail."""
        moment = datetime.fromtimestamp(record.created, UTC)
        parts = [f"{moment:%Y-%m-%d %H:%M:%S}", record.levelname, record.name, *_asked(record)]
        line = " ".join([*parts, _said(record)])
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + what_and_where(record.exc_info[1])
        return line


def _said(record: logging.LogRecord) -> str:
    """Return the message without what was put into it."""
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if record.name.startswith(ABOUT_THE_MACHINE):
        return LOOKS_LIKE_SOMEONE.sub(KEPT_OUT, _filled(record))
    is_ours = record.name.startswith(ITS_OWN_WORDS)
    if not record.args and not is_ours:
        return KEPT_OUT  # often the message of an exception, made of what somebody sent
    return LOOKS_LIKE_SOMEONE.sub(KEPT_OUT, _with_numbers_only(text, record.args))


def _filled(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a placeholder too many; the logging must go on
        return str(record.msg)


def _with_numbers_only(text: str, args: Any) -> str:
    """Return `text` with its small whole numbers filled in, and the rest named as kept out."""
    values = list(args) if isinstance(args, tuple) else []

    def fill(_: re.Match[str]) -> str:
        value = values.pop(0) if values else None
        is_number = isinstance(value, int) and abs(value) < 1_000_000
        return str(value) if is_number else KEPT_OUT

    return PLACEHOLDER.sub(fill, text) if args else text


def _asked(record: logging.LogRecord) -> list[str]:
    """Return the status, the verb and the route of the request that the record is about."""
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    parts = [str(status)] if isinstance(status, int) else []
    method = getattr(request, "method", None)
    if method is not None:
        parts.append(method if method in {"GET", "HEAD", "POST"} else "OTHER")
        match = getattr(request, "resolver_match", None)
        parts.append(f"/{match.route}" if match else "no-such-page")
    return parts


def what_and_where(exception: BaseException) -> str:
    """Return the kind of `exception` and of what led to it, and the lines of code, no values."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = exception
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
        lines += [
            f"    {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__, limit=-40)
        ]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(lines)


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(PACKAGES):
        return str(path.relative_to(PACKAGES))
    return name.rpartition("/site-packages/")[2]


def say_what_and_where(
    kind: type[BaseException], exception: BaseException, _: TracebackType | None
) -> None:
    """Stand in for `sys.excepthook` where what we write goes to a log and not to a person."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, exception, exception.__traceback__)
        return
    sys.stderr.write(f"This went wrong:\n{what_and_where(exception)}\n")


def logging_settings() -> dict[str, Any]:
    """Return Django's LOGGING: one handler for all, on the standard error; no letters to admins."""
    handler = {
        "class": "logging.StreamHandler",
        "formatter": "what_and_where",
        "level": "WARNING",
    }
    to_the_root = {"handlers": [], "propagate": True, "level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"what_and_where": {"()": f"{__name__}.OnlyWhatAndWhere"}},
        "handlers": {"what_and_where": handler},
        "root": {"handlers": ["what_and_where"], "level": "WARNING"},
        "loggers": {
            "django": to_the_root,
            "django.server": to_the_root,
            # Its messages below this one are statements, with all that stands in them.
            "django.db.backends": {**to_the_root, "level": "ERROR"},
        },
    }
