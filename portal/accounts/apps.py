from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put our screens about accounts in the place of the CMS's own."""
        users = apps.get_app_config("wagtailusers")
        setattr(users, "user_viewset", "portal.accounts.viewsets.AccountViewSet")  # noqa: B010 - the CMS reads it from its app, whose type does not know
        setattr(users, "group_viewset", "portal.accounts.viewsets.NoGroups")  # noqa: B010 - as above
        from portal.core import merging  # noqa: PLC0415 - app ready

        from .merging import ROOM  # noqa: PLC0415 - app ready

        merging.declare(ROOM)
