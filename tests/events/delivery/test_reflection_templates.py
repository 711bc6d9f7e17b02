"""The body's own template: taken after a trial, refused when hostile (U1 to U3, U9)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.delivery import reflection_templates
from events.models import ReflectionTemplate
from portal.accounts.roles import Role
from portal.core import clock
from portal.core.errors import Refused
from tests import files
from tests.factories.accounts import UserFactory, staff
from tests.fakes import clamd

pytestmark = pytest.mark.django_db

HOSTILE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"


def replace(content, name="ours.docx"):
    return reflection_templates.replace(
        io.BytesIO(content), name=name, by=UserFactory(), at=clock.now()
    )


def test_a_new_template_takes_the_place_of_the_old_which_is_kept():
    first, second = replace(files.word("{{ body }}")), replace(files.word("{{ name }}"))

    first.refresh_from_db()
    assert reflection_templates.current() == second
    assert first.retired_at is not None
    assert reflection_templates.content_of(first)

    assert reflection_templates.retire(by=UserFactory(), at=clock.now())
    assert reflection_templates.current() is None
    assert not reflection_templates.retire(by=UserFactory(), at=clock.now())


@pytest.mark.parametrize(
    "content",
    [
        files.word(HOSTILE),
        files.word("{{ misspelt }}"),
        files.macro_word(),
        files.PDF,
        files.SVG,
        files.excel(),
    ],
)
def test_a_hostile_or_broken_template_changes_nothing(content, private):
    """U1, U9, U18."""
    kept = replace(files.word("{{ body }}"))

    with pytest.raises(Refused):
        replace(content)

    assert reflection_templates.current() == kept
    assert len([path for path in private.rglob("*") if path.is_file()]) == 1


def test_a_template_that_nobody_cleared_is_not_used(settings):
    """U2, U3."""
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    with pytest.raises(Refused):
        replace(files.word("{{ body }}"))

    with clamd.running() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        assert replace(files.word("{{ body }}"))


def test_staff_upload_it_and_take_it_out_of_use(client):
    client.force_login(staff(Role.EVENTS))
    page = reverse("staff_events:reflection-template")

    refused = client.post(
        page, {"file": SimpleUploadedFile("x.docx", files.word(HOSTILE))}
    )
    assert "something other than the facts listed" in refused.content.decode()
    client.post(page, {"file": SimpleUploadedFile("o.docx", files.word("{{ body }}"))})
    template = ReflectionTemplate.objects.get()
    assert "o.docx" in client.get(page).content.decode()
    given = client.get(
        reverse("staff_events:reflection-template-file", args=[template.pk])
    )
    assert given["Content-Disposition"].startswith("attachment")

    client.post(page, {"retire": "yes"})
    assert reflection_templates.current() is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRAINER, Role.FINANCE])
def test_other_roles_do_not_reach_it(client, role):
    client.force_login(staff(role))

    answer = client.get(reverse("staff_events:reflection-template"))

    assert answer.status_code in {302, 403}
