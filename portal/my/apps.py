from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "portal.my"
    label = "my"

    def ready(self) -> None:
        from portal.core import merging  # noqa: PLC0415 - app ready
        from portal.notifications import kinds  # noqa: PLC0415 - app ready

        from .letters import KINDS  # noqa: PLC0415 - app ready
        from .merging import ROOM  # noqa: PLC0415 - app ready

        for kind in KINDS:
            kinds.declare(kind)
        merging.declare(ROOM)
