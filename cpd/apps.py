from django.apps import AppConfig


class CpdConfig(AppConfig):
    name = "cpd"
    verbose_name = "CPD"

    def ready(self) -> None:
        from cpd import receivers  # noqa: PLC0415 - app ready

        receivers.connect()
