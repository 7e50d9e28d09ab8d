"""Addresses of the API. Every one works with and without a slash at its end."""

from django.urls import path, re_path

from . import pages
from .endpoints import ENDPOINTS

urlpatterns = [
    path("api/v3/", pages.about, name="api_about"),
    path("api/v3", pages.about),
    path("api/v3/openapi.json", pages.openapi_document, name="api_openapi"),
    path("api/v3/docs/", pages.docs, name="api_docs"),
    *(
        re_path(
            rf"^api/v3/{endpoint.path}/?$", pages.list_of(endpoint), name=f"api_{endpoint.path}"
        )
        for endpoint in ENDPOINTS
    ),
    *(
        re_path(
            rf"^api/v3/{endpoint.path}/(?P<code>[^/]+)/?$",
            pages.one_of(endpoint),
            name=f"api_{endpoint.shape}",
        )
        for endpoint in ENDPOINTS
    ),
    path("api/v3/<path:rest>", pages.nothing),
]
