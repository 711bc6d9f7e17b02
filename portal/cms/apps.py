from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "portal.cms"
    label = "cms"

    def ready(self) -> None:
        from . import consultation_letters, following  # noqa: PLC0415 - app ready

        following.follow()
        consultation_letters.declare_kinds()
