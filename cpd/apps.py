from django.apps import AppConfig


class CpdConfig(AppConfig):
    name = "cpd"
    verbose_name = "CPD"

    def ready(self) -> None:
        from cpd import receivers  # noqa: PLC0415 - app ready
        from cpd.merging import ROOM  # noqa: PLC0415 - app ready
        from portal.core import merging  # noqa: PLC0415 - app ready

        merging.declare(ROOM)
        receivers.connect()
