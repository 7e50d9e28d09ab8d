"""Addresses of the door."""

from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/link/<str:token>/", views.use_sign_in_link, name="use_sign_in_link"),
    path("sign-in/card/", views.sign_in_with_card, name="sign_in_with_card"),
    path("join/", views.join, name="join"),
    path("join/link/<str:token>/", views.use_join_link, name="use_join_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my/card/", views.show_card, name="show_card"),
    path("my/card/new/", views.issue_code_card, name="issue_code_card"),
    path("my/card/end/", views.end_code_card, name="end_code_card"),
]
