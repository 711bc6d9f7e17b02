from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "portal.payments"
    label = "payments"

    def ready(self) -> None:
        from portal.core import merging  # noqa: PLC0415 - app ready
        from portal.notifications import kinds  # noqa: PLC0415 - app ready

        from . import invoice_letters, refund_letters  # noqa: PLC0415 - app ready
        from .merging import ROOM  # noqa: PLC0415 - app ready

        for kind in (*refund_letters.KINDS, *invoice_letters.KINDS):
            kinds.declare(kind)
        merging.declare(ROOM)
