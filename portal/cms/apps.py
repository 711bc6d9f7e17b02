from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "portal.cms"
    label = "cms"
