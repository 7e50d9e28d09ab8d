"""Addresses of the local market."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", include("smallplaces.systems.local_market.api.urls")),
    path("find/", views.find, name="find"),
]
