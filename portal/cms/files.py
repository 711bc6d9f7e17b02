"""Files: what may be kept as one, and who is handed it.

Judged by content when it arrives, like everything that is uploaded here. Handed over by
one view that asks on every request: always as a download, in no cache, and without the
content's fingerprint, which would tell a stranger what a closed file holds.
"""

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.documents.forms import BaseDocumentForm

from portal.cms import access, withholding
from portal.cms.access import Readers
from portal.cms.models import File
from portal.core import clock, scanning, uploads
from portal.core.files import hand_over
from portal.core.scanning import Verdict
from portal.core.uploads import MEGABYTE, UploadRefused

MOST_OF_A_FILE = 10 * MEGABYTE
KINDS = (*uploads.DOCUMENTS, uploads.PNG, uploads.JPEG, uploads.WEBP)
MEDIA_TYPES = {ending: kind.media_type for kind in KINDS for ending in kind.endings}
UNKNOWN = "application/octet-stream"
INFECTED = "The virus scanner found something in this file, so it is not kept."
NO_ANSWER = "The virus scanner does not answer. Try again in a few minutes."


@require_safe
def serve(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """Hand a file over to somebody who may have it; tell others how they may."""
    file = get_object_or_404(File.objects.select_related("collection"), pk=file_id)
    # The number alone opens nothing: who counts through them learns of no file.
    if file.filename != name:
        raise Http404
    answer = access.answer_for_file(file, request.user, clock.now())
    if not answer.allowed:
        return _way_in(request, answer)
    media_type = MEDIA_TYPES.get(file.file_extension.lower(), UNKNOWN)
    response = hand_over(
        request, file.file, name=file.filename, media_type=media_type, download=True
    )
    if access.readers_of(file) != Readers.EVERYONE:
        response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _way_in(request: HttpRequest, answer: access.Answer) -> HttpResponse:
    """Say why not, without a word about the file: its name may say too much."""
    response = render(
        request,
        "cms/restricted_file.html",
        {"answer": answer, "programmes": access.programmes_of(answer)},
        status=403,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


class FileForm(BaseDocumentForm):
    """What an editor fills in for a file; the one way in for its content."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "readers" in self.fields:
            # Many files dropped at once come without an answer; see clean_readers.
            self.fields["readers"].required = False
            if self.instance.pk is None:
                # Not even by default: the first choice is none.
                self.initial.pop("readers", None)
                self.fields["readers"].initial = ""
                choices = [("", "Choose who"), *Readers.choices]
                self.fields["readers"].widget.choices = choices

    def clean_readers(self) -> str:
        if readers := self.cleaned_data["readers"]:
            return self._no_wider_than_its_pages(str(readers))
        if self.add_prefix("readers") in self.data:
            raise ValidationError("Say who may have it.")
        # Nobody was asked: nothing is opened by chance.
        return self.instance.readers if self.instance.pk else Readers.MEMBERS

    def _no_wider_than_its_pages(self, readers: str) -> str:
        if self.instance.pk is not None:
            held_back = withholding.pages_that_hold_it_back(self.instance, readers)
            if held_back:
                raise ValidationError(
                    f"The page “{held_back[0]}” hands this file out and is not for "
                    f"{Readers(readers).label.lower()}. Take the file off it first."
                )
        return readers

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        try:
            kept = uploads.check(
                cast("BinaryIO", file),
                name=file.name or "",
                most=MOST_OF_A_FILE,
                kinds=KINDS,
            )
        except UploadRefused as refused:
            raise ValidationError(refused.message) from None
        verdict = scanning.scan(kept.content)
        if verdict == Verdict.INFECTED:
            raise ValidationError(INFECTED)
        if verdict == Verdict.NO_ANSWER:
            raise ValidationError(NO_ANSWER)
        # Of a picture, what is stored was drawn anew and holds no trace of a camera.
        return SimpleUploadedFile(kept.name, kept.content, kept.kind.media_type)
