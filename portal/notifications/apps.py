from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"

    def ready(self) -> None:
        from portal.core import merging  # noqa: PLC0415 - app ready

        from . import kinds  # noqa: PLC0415 - app ready
        from .account_letters import KINDS  # noqa: PLC0415 - app ready
        from .merging import ROOM  # noqa: PLC0415 - app ready

        for kind in KINDS:
            kinds.declare(kind)
        merging.declare(ROOM)
