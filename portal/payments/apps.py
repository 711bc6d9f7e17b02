from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "portal.payments"
    label = "payments"

    def ready(self) -> None:
        from portal.notifications import kinds  # noqa: PLC0415 - app ready

        from .refund_letters import KINDS  # noqa: PLC0415 - app ready

        for kind in KINDS:
            kinds.declare(kind)
