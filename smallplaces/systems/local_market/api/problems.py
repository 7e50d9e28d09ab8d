"""What went wrong, in plain words, for a program and whoever reads its log (RFC 9457)."""

from django.http import JsonResponse


class Problem(Exception):
    """A request that cannot be answered. Carries the status and one plain sentence."""

    def __init__(self, status: int, title: str, detail: str, parameter: str = "") -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.parameter = status, title, detail, parameter

    def answer(self) -> JsonResponse:
        """Return the problem as `application/problem+json`."""
        said = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.parameter:
            said["parameter"] = self.parameter
        response = JsonResponse(
            said,
            status=self.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
        response["Cache-Control"] = "no-store"
        return response


class BadParameter(Problem):
    """One of the parameters cannot be read. Carries its name."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(400, "A parameter cannot be read", detail, parameter[:100])


class NotHere(Problem):
    """There is nothing public at this address."""

    def __init__(self, detail: str) -> None:
        super().__init__(404, "Not here", detail)
