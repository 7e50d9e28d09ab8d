from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "smallplaces.ground.circles"
    label = "circles"
