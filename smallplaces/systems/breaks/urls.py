"""Addresses of breaks. Nothing in them tells more than that someone keeps notes."""

from django.urls import path

from . import views

urlpatterns = [
    path("my/break/", views.show_break, name="show_break"),
    path("my/break/begin/", views.begin_break, name="begin_break"),
    path("my/break/one-thing/", views.rest_thing, name="rest_thing"),
    path("my/break/back/", views.end_break, name="end_break"),
    path("my/break/<uuid:code>/end/", views.wake_thing, name="wake_thing"),
    path("my/break/tell/", views.tell_someone, name="tell_someone"),
    path("my/break/wishes/add/", views.add_standing_wish, name="add_standing_wish"),
    path("my/break/wishes/<uuid:code>/end/", views.end_standing_wish, name="end_standing_wish"),
    path("my/break/see/", views.open_in_breaks, name="open_in_breaks"),
    path("my/break/see/<uuid:code>/end/", views.close_in_breaks, name="close_in_breaks"),
    path("my/notes/", views.write_notes, name="write_notes"),
    path("people/<uuid:code>/notes/", views.read_notes, name="read_notes"),
    path("breaks/", views.list_breaks, name="list_breaks"),
]
