"""The addresses of the house, and one empty page with one query to measure the others by."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from smallplaces.site.urls import urlpatterns as house


def floor(request: HttpRequest) -> HttpResponse:
    """Answer after one query, with nothing on the page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("one query")


urlpatterns = [path("floor/", floor), *house]
