"""Addresses of the good life. No word in them says more than a library card would."""

from django.urls import path

from . import views

urlpatterns = [
    path("my/good-life/", views.start_good_life, name="start_good_life"),
    path("my/good-life/check/", views.check_words, name="check_words"),
    path("my/good-life/check/wishes/", views.pick_wishes, name="pick_wishes"),
    path("my/good-life/check/offers/", views.pick_offers, name="pick_offers"),
    path("my/good-life/<slug:question>/", views.answer_question, name="answer_question"),
    path("my/good-life/<slug:question>/draft/", views.save_draft, name="save_draft"),
    path("my/good-life/<slug:question>/choose/", views.choose_words, name="choose_words"),
    path("my/people/", views.show_people, name="show_people"),
    path("my/people/add/", views.add_someone, name="add_someone"),
    path("my/people/map.svg", views.download_map, name="download_map"),
    path("my/people/list.csv", views.download_list, name="download_list"),
    path("my/people/<uuid:code>/", views.change_someone, name="change_someone"),
    path("my/people/<uuid:code>/end/", views.end_someone, name="end_someone"),
    path("my/plan/", views.show_plan, name="show_plan"),
    path("my/plan/add/", views.add_wish, name="add_wish"),
    path("my/plan/<uuid:code>/", views.change_wish, name="change_wish"),
    path(
        "my/plan/<uuid:code>/how-is-it/", views.say_what_came_of_wish, name="say_what_came_of_wish"
    ),
    path("my/plan/<uuid:code>/step/", views.add_step, name="add_step"),
    path("my/plan/<uuid:code>/look/", views.look_for_more, name="look_for_more"),
    path("my/plan/steps/<uuid:code>/done/", views.finish_step, name="finish_step"),
    path("my/plan/steps/<uuid:code>/drop/", views.drop_step, name="drop_step"),
    path("my/one-page/", views.show_one_page, name="show_one_page"),
    path("my/one-page/parts/", views.choose_parts, name="choose_parts"),
    path("people/<uuid:code>/one-page/", views.read_one_page, name="read_one_page"),
    path("people/<uuid:code>/one-page.pdf", views.download_one_page, name="download_one_page"),
    path("people/<uuid:code>/plan/", views.read_plan, name="read_plan"),
    path("people/<uuid:code>/people/", views.read_people, name="read_people"),
    path("people/<uuid:code>/words/", views.read_words, name="read_words"),
]
