"""How every request is answered: who may read it, for how long it keeps, and what went wrong."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from .problems import Problem

P = ParamSpec("P")
Json = dict[str, Any]
METHODS = "GET, HEAD, OPTIONS"
KEEPS_SECONDS = 60


def api_view(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let any website read the answers of `view`, and turn problems into problem details."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            response = _answer(request, lambda: view(request, *args, **kwargs))
        except Problem as problem:
            response = problem.answer()
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Allow"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answered


def _answer(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method in {"GET", "HEAD"}:
        return view()
    if request.method == "OPTIONS":
        return _options()
    response = Problem(405, "Read only", "This can be read and not changed: use GET.").answer()
    response["Allow"] = METHODS
    return response


def _options() -> HttpResponse:
    """Tell a browser what another website may do here: read."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def json_answer(request: HttpRequest, said: Json) -> HttpResponseBase:
    """Return `said` with an ETag of what it says, or 304 when the asker has just that.

    Last-Modified is told and never trusted: who offers something may change without its date.
    """
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEEPS_SECONDS}"
    if "last_modified" in said:
        changed_at = datetime.fromisoformat(said["last_modified"])
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return get_conditional_response(request, etag=etag, response=response) or response
