from django.apps import AppConfig
from django.urls import register_converter

from . import references


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"

    def ready(self) -> None:
        register_converter(references.Converter, "reference")
