from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "membership"

    def ready(self) -> None:
        from portal.core import merging  # noqa: PLC0415 - app ready
        from portal.notifications import kinds  # noqa: PLC0415 - app ready
        from portal.payments import purposes as declared  # noqa: PLC0415 - app ready

        from .letters import KINDS  # noqa: PLC0415 - app ready
        from .merging.letters import KINDS as OF_MERGES  # noqa: PLC0415 - app ready
        from .merging.rules import ROOM  # noqa: PLC0415 - app ready
        from .purposes import MEMBERSHIP  # noqa: PLC0415 - app ready
        from .seats.letters import KINDS as OF_PLACES  # noqa: PLC0415 - app ready
        from .seats.purposes import PLACES  # noqa: PLC0415 - app ready

        for kind in (*KINDS, *OF_PLACES, *OF_MERGES):
            kinds.declare(kind)
        for purpose in (MEMBERSHIP, PLACES):
            declared.declare(purpose)
        merging.declare(ROOM)
