from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "portal.cms"
    label = "cms"

    def ready(self) -> None:
        # All of them need the models of every app.
        from events.catalogue import shop_window  # noqa: PLC0415
        from portal.cms import closing, withholding  # noqa: PLC0415
        from portal.cms.alerts import letters as alert_letters  # noqa: PLC0415
        from portal.cms.consultations import letters as views_letters  # noqa: PLC0415
        from portal.cms.desk import attention  # noqa: PLC0415
        from portal.cms.drafts import letters  # noqa: PLC0415
        from portal.cms.finding import courses_known, following  # noqa: PLC0415
        from portal.cms.merging import ROOM  # noqa: PLC0415
        from portal.core import merging  # noqa: PLC0415

        shop_window.declare(courses_known.page_of)
        following.follow()
        merging.declare(ROOM)
        closing.follow()
        alert_letters.declare_kinds()
        views_letters.declare_kinds()
        attention.ask_before_publishing()
        withholding.ask_before_publishing()
        letters.declare_kinds()
