from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "smallplaces.ground.people"
    label = "people"
