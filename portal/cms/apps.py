from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "portal.cms"
    label = "cms"

    def ready(self) -> None:
        from . import (  # noqa: PLC0415 - app ready
            alert_letters,
            attention,
            consultation_letters,
            following,
            withholding,
        )
        from .drafts import letters  # noqa: PLC0415 - app ready

        following.follow()
        alert_letters.declare_kinds()
        consultation_letters.declare_kinds()
        attention.ask_before_publishing()
        withholding.ask_before_publishing()
        letters.declare_kinds()
