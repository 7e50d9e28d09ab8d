"""Addresses of offers and introductions."""

from django.urls import path

from . import views

urlpatterns = [
    path("offers/", views.list_offers, name="list_offers"),
    path("offers/new/", views.make_offer, name="make_offer"),
    path("offers/<uuid:code>/pause/", views.pause_offer, name="pause_offer"),
    path("offers/<uuid:code>/open-again/", views.open_offer_again, name="open_offer_again"),
    path("offers/<uuid:code>/renew/", views.renew_offer, name="renew_offer"),
    path("offers/<uuid:code>/take-back/", views.take_back_offer, name="take_back_offer"),
    path("offers/suggestions/<uuid:code>/set-aside/", views.set_aside, name="set_aside"),
    path("introductions/", views.list_introductions, name="list_introductions"),
    path(
        "introductions/new/listing/<uuid:code>/",
        views.ask_about_listing,
        name="ask_about_listing",
    ),
    path("introductions/new/offer/<uuid:code>/", views.ask_about_offer, name="ask_about_offer"),
    path(
        "introductions/new/suggestion/<uuid:code>/",
        views.ask_about_suggestion,
        name="ask_about_suggestion",
    ),
    path("introductions/<uuid:code>/", views.show_introduction, name="show_introduction"),
    path(
        "introductions/<uuid:code>/answer/", views.answer_introduction, name="answer_introduction"
    ),
    path(
        "introductions/<uuid:code>/take-back/",
        views.take_back_introduction,
        name="take_back_introduction",
    ),
    path("introductions/<uuid:code>/contact/", views.give_contact, name="give_contact"),
    path("introductions/<uuid:code>/meeting/", views.put_meeting, name="put_meeting"),
    path("introductions/<uuid:code>/meeting/agree/", views.agree_meeting, name="agree_meeting"),
    path("introductions/<uuid:code>/how-was-it/", views.say_how_it_was, name="say_how_it_was"),
    path("introductions/<uuid:code>/end/", views.end_introduction, name="end_introduction"),
]
