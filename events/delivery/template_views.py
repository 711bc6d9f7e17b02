"""The body's own reflection sheet, as staff set it up."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from events.booking.staff.frame import for_events_staff, screen, url
from events.models import ReflectionTemplate
from portal.core import clock, files
from portal.core.errors import Refused
from portal.rendering import docx

from . import reflection_templates


class TemplateForm(forms.Form):
    file = forms.FileField(
        label="Word document",
        help_text="A .docx of 5 MB at most, without macros.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose a Word document"},
    )


@for_events_staff
@require_http_methods(["GET", "HEAD", "POST"])
def reflection_template(request: HttpRequest) -> HttpResponse:
    refusal = ""
    retiring = request.method == "POST" and "retire" in request.POST
    sent = request.method == "POST" and not retiring
    form = TemplateForm(request.POST if sent else None, request.FILES if sent else None)
    if retiring:
        if reflection_templates.retire(by=request.user, at=clock.now()):
            messages.success(request, "The portal's own sheet is in use again.")
        return redirect(url("reflection-template"))
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reflection_templates.replace(
                file, name=file.name, by=request.user, at=clock.now()
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "This template is in use from now on.")
            return redirect(url("reflection-template"))
    return screen(
        request,
        "reflection_template",
        title="Reflection sheet",
        form=form,
        refusal=refusal,
        current=reflection_templates.current(),
        templates=ReflectionTemplate.objects.select_related("uploaded_by")[:20],
        names=list(_names(reflection_templates.SAMPLE)),
    )


def _names(facts: dict[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """List what a template may write, each with what would stand there."""
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _names(value, f"{name}.")
        elif isinstance(value, list):
            one = name.rstrip("s")
            yield (
                f"{{% for {one} in {within}{name} %}}{{{{ {one} }}}}{{% endfor %}}",
                "; ".join(value),
            )
        else:
            yield f"{{{{ {within}{name} }}}}", value


@for_events_staff
@require_safe
def reflection_template_file(
    request: HttpRequest, template_id: int
) -> HttpResponseBase:
    template = ReflectionTemplate.objects.filter(pk=template_id).first()
    if template is None:
        raise Http404
    return files.hand_over(
        request,
        template.file,
        name=template.name,
        media_type=docx.MEDIA_TYPE,
        download=True,
    )
