from django.apps import AppConfig


class GoodLifeConfig(AppConfig):
    name = "smallplaces.systems.good_life"
    label = "good_life"
