"""Files, resources, advisers and opportunities: open, and as somebody would write."""

from datetime import timedelta

import factory
import wagtail_factories
from django.core.files.base import ContentFile

from portal.body.models import Mailbox
from portal.cms.models import (
    AdviserIndexPage,
    AdviserTerm,
    ExpertAdviserPage,
    File,
    OpportunityIndexPage,
    OpportunityPage,
    ResourceFile,
    ResourceIndexPage,
    ResourcePage,
)
from portal.core import clock
from tests import files


class FileFactory(factory.django.DjangoModelFactory[File]):
    """A small PDF. A test that makes one sets PRIVATE_ROOT."""

    class Meta:
        model = File

    title = factory.Sequence(lambda n: f"File {n}")
    content = files.PDF
    name = "toolkit.pdf"
    publisher = "The Institute"

    @classmethod
    def _create(cls, model_class, *args, content, name, **fields):
        file = model_class(*args, file=ContentFile(content, name), **fields)
        file.file_size = len(content)
        file.save()
        return file


class ResourcePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ResourcePage

    parent = factory.LazyFunction(ResourceIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Resource {n}")
    summary = "What it is, and what it helps with."
    published_on = factory.LazyFunction(clock.today)


def resource(*kept: File, **fields: object) -> ResourcePage:
    """Return a resource with these files."""
    page = ResourcePageFactory(**fields)
    for place, file in enumerate(kept):
        ResourceFile.objects.create(
            page=page, file=file, sort_order=place, alternative="What is seen"
        )
    return page


class ExpertAdviserPageFactory(wagtail_factories.PageFactory):
    """In one role since two years, unless `terms=[(role, from, to)]` says another."""

    class Meta:
        model = ExpertAdviserPage
        skip_postgeneration_save = True

    parent = factory.LazyFunction(AdviserIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Adviser {n}")
    about = "Leads an infant feeding service."

    @factory.post_generation
    def terms(page, create, given, **_):  # noqa: N805 - factory_boy's own way
        if not create:
            return
        began = clock.today() - timedelta(days=730)
        for role, begun, ended in given or [("Expert adviser", began, None)]:
            AdviserTerm.objects.create(
                page=page, role=role, started_on=begun, ended_on=ended
            )


class OpportunityPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = OpportunityPage

    parent = factory.LazyFunction(OpportunityIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Opportunity {n}")
    summary = "What it is, and for whom."
    opens_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=7))
    closes_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=7))
    apply_mailbox = "recruitment@trust.example"


def mailbox(address: str = "policy@institute.example") -> Mailbox:
    box, _ = Mailbox.objects.update_or_create(
        role=Mailbox.Role.POLICY, defaults={"address": address}
    )
    return box
