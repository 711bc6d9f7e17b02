from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "portal.my"
    label = "my"

    def ready(self) -> None:
        from portal.notifications import kinds  # noqa: PLC0415 - app ready

        from .letters import KINDS  # noqa: PLC0415 - app ready

        for kind in KINDS:
            kinds.declare(kind)
