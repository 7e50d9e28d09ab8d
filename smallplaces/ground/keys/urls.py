"""Addresses of the door, and of one's own keys."""

from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/link/<str:token>/", views.use_sign_in_link, name="use_sign_in_link"),
    path("sign-in/code/", views.use_one_time_code, name="use_one_time_code"),
    path("sign-in/card/", views.sign_in_with_card, name="sign_in_with_card"),
    path("sign-in/card/picture/", views.sign_in_with_picture, name="sign_in_with_picture"),
    path("sign-in/passkey/", views.sign_in_with_passkey, name="sign_in_with_passkey"),
    path("sign-in/with/", views.come_in_from_outside, name="come_in_from_outside"),
    path("sign-in/with/new/", views.join_from_outside, name="join_from_outside"),
    path("sign-in/with/<slug:slug>/", views.go_outside, name="go_outside"),
    path("sign-in/with/<slug:slug>/back/", views.come_back, name="come_back"),
    path("sign-in/once-more/", views.show_twice, name="show_twice"),
    path("sign-in/once-more/code/", views.send_second_code, name="send_second_code"),
    path("sign-in/once-more/app/", views.use_code_app, name="use_code_app"),
    path("join/", views.join, name="join"),
    path("join/link/<str:token>/", views.use_join_link, name="use_join_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my/ways-in/", views.show_ways, name="show_ways"),
    path("my/ways-in/passkey/", views.add_passkey, name="add_passkey"),
    path("my/ways-in/passkey/name/", views.name_passkey, name="name_passkey"),
    path("my/ways-in/passkey/remove/", views.remove_passkey, name="remove_passkey"),
    path("my/ways-in/app/", views.add_code_app, name="add_code_app"),
    path("my/ways-in/app/remove/", views.remove_code_app, name="remove_code_app"),
    path("my/ways-in/join/", views.join_outside_key, name="join_outside_key"),
    path("my/ways-in/<uuid:code>/end/", views.end_outside_key, name="end_outside_key"),
    path("my/signed-in/", views.list_signed_in, name="list_signed_in"),
    path("my/signed-in/others/end/", views.end_other_sessions, name="end_other_sessions"),
    path("my/signed-in/<uuid:code>/end/", views.end_session, name="end_session"),
    path("my/card/", views.show_card, name="show_card"),
    path("my/card/picture/", views.choose_picture, name="choose_picture"),
    path("my/card/new/", views.issue_code_card, name="issue_code_card"),
    path("my/card/end/", views.end_code_card, name="end_code_card"),
    path("cards/", views.find_whose_card, name="find_whose_card"),
    path("cards/<uuid:code>/", views.choose_picture, name="choose_picture_for"),
    path("cards/<uuid:code>/new/", views.issue_code_card, name="issue_code_card_for"),
]
