from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Put our screens about accounts in the place of the CMS's own."""
        users = apps.get_app_config("wagtailusers")
        users.user_viewset = "portal.accounts.viewsets.AccountViewSet"
        users.group_viewset = "portal.accounts.viewsets.NoGroups"
