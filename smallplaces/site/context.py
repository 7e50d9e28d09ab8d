"""What the shell of every page needs to know: the place, the reader's text size, the way out."""

from django.conf import settings
from django.http import HttpRequest

TEXT_SIZES = ("100", "125", "150")
TEXT_SIZE_COOKIE = "text_size"


def text_size_of(request: HttpRequest) -> str:
    """Return the reader's text size in per cent: "100", "125" or "150"."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return size if size in TEXT_SIZES else TEXT_SIZES[0]


def shell(request: HttpRequest) -> dict[str, object]:
    """Give every template the name of the place and how this reader likes pages."""
    return {
        "place_name": settings.PLACE_NAME,
        "neutral_site": settings.NEUTRAL_SITE,
        "is_demonstration": settings.IS_DEMONSTRATION,
        "has_gallery": not settings.IS_PRODUCTION,
        "text_size": text_size_of(request),
        "person": getattr(request, "person", None),
        "acting_for": getattr(request, "acting_for", None),
        "together": getattr(request, "together", None),
    }
