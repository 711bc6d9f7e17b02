from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from portal.core import merging  # noqa: PLC0415 - app ready
        from portal.payments import purposes as money  # noqa: PLC0415 - app ready

        from . import purposes  # noqa: PLC0415 - app ready
        from .booking import (  # noqa: PLC0415 - app ready
            beside_members,
            group_letters,
            letters,
            paying_letters,
        )
        from .catalogue import interest_letters  # noqa: PLC0415 - app ready
        from .commissioning import letters as of_commissions  # noqa: PLC0415 - app ready
        from .delivery import letters as of_the_day  # noqa: PLC0415 - app ready
        from .merging import ROOM  # noqa: PLC0415 - app ready

        letters.declare_kinds()
        paying_letters.declare_kinds()
        group_letters.declare_kinds()
        of_the_day.declare_kinds()
        interest_letters.declare_kinds()
        of_commissions.declare_kinds()
        beside_members.declare_room()
        merging.declare(ROOM)
        money.declare(purposes.BOOKING)
        money.declare(purposes.COMMISSION)
