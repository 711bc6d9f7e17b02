"""Reflection templates: the body's own DOCX in place of the sheet that we lay out.

A template is filled once with made-up facts before it is taken: what would fail for
every member fails here, for the person who can put it right. Old ones are kept as
rows and files, so that one can be had back.
"""

from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from events.models import ReflectionTemplate
from portal.accounts.models import User
from portal.core import history, scanning, uploads
from portal.core.errors import Refused
from portal.rendering import docx

MOST = 5 * uploads.MEGABYTE
# What a template may name, with what stands there for somebody made up.
SAMPLE = {
    "body": "The Institute",
    "name": "Alex Example",
    "made_on": "Thursday 10 December 2026",
    "event": {
        "title": "Learning from safeguarding reviews",
        "when": "Wednesday 9 December 2026, 10:00 to 11:00 UK time",
        "where": "Online",
        "hours": "1 hour",
        "audience": "Health visitors and their managers",
        "organiser": "The Institute",
    },
    "regulator": "Nursing and Midwifery Council",
    "prompts": ["What was it?", "What did you learn from it?"],
    "themes": ["Prioritise people", "Preserve safety"],
    "suggested_themes": ["Preserve safety"],
}


class TemplateUnfit(Refused):
    """The file cannot serve as a template; the message says why."""


def current() -> ReflectionTemplate | None:
    return ReflectionTemplate.objects.filter(retired_at__isnull=True).first()


def content_of(template: ReflectionTemplate) -> bytes:
    with template.file.open("rb") as file:
        return bytes(file.read())


def replace(file: BinaryIO, *, name: str, by: User, at: datetime) -> ReflectionTemplate:
    """Take this file as the template from now on, or refuse it and change nothing."""
    kept = uploads.check(file, name=name, most=MOST, kinds=(uploads.DOCX,))
    docx.fill(kept.content, SAMPLE)
    if scanning.scan(kept.content) not in {
        scanning.Verdict.CLEAN,
        scanning.Verdict.NOT_ASKED,
    }:
        raise TemplateUnfit(
            "The virus scanner did not clear this file, so it is not in use. Try again "
            "later, or with another file."
        )
    template = ReflectionTemplate(
        name=kept.name, size=kept.size, uploaded_at=at, uploaded_by=by
    )
    template.file.save(kept.name, ContentFile(kept.content), save=False)
    try:
        with transaction.atomic():
            retire(by=by, at=at)
            template.save()
            history.record(
                template,
                "events.reflection_template_set",
                by=by,
                facts={"name": kept.name},
            )
    except BaseException:
        template.file.delete(save=False)
        raise
    return template


@transaction.atomic
def retire(*, by: User, at: datetime) -> bool:
    """Go back to the sheet that we lay out. False when it is in use already."""
    in_use = list(
        ReflectionTemplate.objects.select_for_update().filter(retired_at__isnull=True)
    )
    for template in in_use:
        template.retired_at = at
        template.save(update_fields=["retired_at"])
        history.record(template, "events.reflection_template_retired", by=by)
    return bool(in_use)
