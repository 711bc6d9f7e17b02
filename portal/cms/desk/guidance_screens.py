"""How a record of guidance is edited: one editor of guidance after the other.

Whether editions go round in a circle is asked when the form is read. Two forms read at
the same moment would each find none and one would fail while it is written, which an
editor would meet as an error. So the second form is read once the first is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from portal.cms.models import GuidancePage
from portal.cms.models.guidance import take_turns


@contextmanager
def one_after_the_other() -> Iterator[None]:
    with transaction.atomic():
        take_turns()
        yield


class EditGuidance(EditView):
    def post(
        self, request: HttpRequest, *args: object, **options: object
    ) -> HttpResponseBase:
        with one_after_the_other():
            return super().post(request, *args, **options)


class GuidanceScreens(PageViewSet):
    model = GuidancePage
    edit_view_class = EditGuidance


guidance_screens = GuidanceScreens()
