from django.apps import AppConfig


class BodyConfig(AppConfig):
    name = "portal.body"
    label = "body"
