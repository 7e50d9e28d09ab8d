"""Addresses of sharing, the door, and acting for someone."""

from django.urls import path

from . import api, views

urlpatterns = [
    path("my/sharing/", views.sharing, name="sharing"),
    path("my/sharing/new/", views.share, name="share"),
    path("my/sharing/<uuid:code>/take-back/", views.take_back, name="take_back"),
    path("my/sharing/never/", views.refuse_sight, name="refuse_sight"),
    path("my/sharing/never/<uuid:code>/end/", views.end_refusal, name="end_refusal"),
    path("my/looks/", views.list_looks, name="list_looks"),
    path("my/looks/list.csv", views.download_looks, name="download_looks"),
    path("my/usage/heartbeat", api.heartbeat, name="heartbeat"),
    path("my/usage/usagePeriod", api.usage_period, name="usage_period"),
    path("my/usage/findUsage", api.find_usage, name="find_usage"),
    path("my/looks/<uuid:code>/ask/", views.ask_why, name="ask_why"),
    path("my/answers/", views.list_questions, name="list_questions"),
    path("my/answers/<uuid:code>/", views.answer_why, name="answer_why"),
    path("my/answers/<uuid:code>/settle/", views.settle_question, name="settle_question"),
    path("my/urgent/", views.list_urgent, name="list_urgent"),
    path("my/urgent/<uuid:code>/", views.break_glass, name="break_glass"),
    path("my/urgent/<uuid:code>/tell/", views.tell_person, name="tell_person"),
    path("my/urgent/<uuid:code>/review/", views.review_break_glass, name="review_break_glass"),
    path("door/<uuid:code>/<str:shelf>/", views.door, name="door"),
    path("my/supporters/new/", views.ask_supporter, name="ask_supporter"),
    path("my/supporters/<uuid:code>/accept/", views.accept_to_support, name="accept_to_support"),
    path("my/supporters/<uuid:code>/end/", views.end_support, name="end_support"),
    path(
        "my/supporters/<uuid:code>/together/",
        views.begin_writing_together,
        name="begin_writing_together",
    ),
    path("my/together/end/", views.end_writing_together, name="end_writing_together"),
    path("my/done-for-me/", views.list_done, name="list_done"),
    path("my/done-for-me/<int:number>/undo/", views.undo_done, name="undo_done"),
    path("my/decisions/", views.list_decisions, name="list_decisions"),
    path(
        "my/decisions/<uuid:code>/words/", views.answer_decision_note, name="answer_decision_note"
    ),
    path("decisions/new/", views.note_decision, name="note_decision"),
    path("acting-by-law/", views.begin_by_law, name="begin_by_law"),
    path("acting-for/<uuid:code>/", views.act_for, name="act_for"),
    path("acting-for/stop/", views.stop_acting, name="stop_acting"),
]
