"""What happens to every page on its way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class KeepPagesOutOfCaches:
    """Ask browsers and proxies to keep no copy of a page, unless its view says otherwise.

    A phone or a library computer is often shared. With `no-store`, the Back button asks again,
    and gets what whoever is signed in now may see. Styles, scripts and fonts are kept as usual.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next step, as Django asks."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, adding `Cache-Control: no-store` to pages that say nothing."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
