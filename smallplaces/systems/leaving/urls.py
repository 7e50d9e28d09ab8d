"""Addresses of leaving."""

from django.urls import path

from . import views

urlpatterns = [
    path("my/leaving/", views.show_leaving, name="show_leaving"),
    path("my/leaving/everything/", views.take_everything, name="take_everything"),
    path("my/leaving/hide/", views.hide_everything, name="hide_everything"),
    path("my/leaving/forget/", views.ask_to_be_forgotten, name="ask_to_be_forgotten"),
    path("my/leaving/stay/", views.stay, name="stay"),
]
