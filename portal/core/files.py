"""Files that are not for everybody: where they lie, and how one is handed over.

They lie outside media, under names that say nothing, and are only ever served by a
view that has checked the right of the person who asks, on every request. FileResponse
ignores Range, so seeking in a recording needs the answer that is made here.
"""

import os
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)

CHUNK = 256 * 1024
INLINE = {"video/mp4", "video/webm", "text/vtt", "application/pdf"}


class PrivateStorage(FileSystemStorage):
    """Where private files lie; they have no address of their own."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The folder as it is set now: Django keeps the first answer for good."""
        return os.path.abspath(self.base_location)  # noqa: PTH100 - as Django does

    def url(self, name: str | None) -> str:  # noqa: ARG002 - the storage's signature
        raise ValueError("A private file has no address: a view has to hand it over.")


def private_storage() -> Storage:
    return PrivateStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def hand_over(
    request: HttpRequest,
    file: FieldFile,
    *,
    name: str,
    media_type: str,
    download: bool = False,
) -> HttpResponseBase:
    """Answer with the file, whole or the single range asked for (RFC 9110, 14.2).

    The caller has checked the right. Only kinds that cannot run as a page are shown
    in the browser; all others are downloads, and so is everything that somebody other
    than staff brought here, which asks for `download`.
    """
    size = file.size
    span = _span(request.headers.get("Range", ""), size)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = span
    partial = (first, last) != (0, size - 1)
    if settings.PRIVATE_ACCEL:
        # The web server reads the file, and answers ranges by itself.
        response = HttpResponse()
        response["X-Accel-Redirect"] = (
            f"{settings.PRIVATE_ACCEL}{quote(str(file.name))}"
        )
    else:
        response = StreamingHttpResponse(
            _read(file, first, last),
            status=206 if partial else 200,
        )
        response["Content-Length"] = str(last - first + 1)
        if partial:
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
    shown = "inline" if media_type in INLINE and not download else "attachment"
    _set_headers(response, name=name, media_type=media_type, shown=shown)
    response["Accept-Ranges"] = "bytes"
    return response


def hand_out(
    content: bytes | Iterator[bytes], *, name: str, media_type: str
) -> HttpResponseBase:
    """Answer with what was made for this person at this moment, as a download."""
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content)
        response["Content-Length"] = str(len(content))
    else:
        response = StreamingHttpResponse(content)
    _set_headers(response, name=name, media_type=media_type, shown="attachment")
    return response


def delete_after_commit(*files: FieldFile) -> None:
    """Delete the files once their rows are gone for good, and not if they come back."""
    for file in files:
        if file.name:
            transaction.on_commit(partial(file.storage.delete, file.name))


def _set_headers(
    response: HttpResponseBase, *, name: str, media_type: str, shown: str
) -> None:
    response["Content-Type"] = media_type
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send, or None when there is no such part.

    What is not one plain range (several, another unit) is answered with the whole.
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    if not found or found[0] == "bytes=-" or size == 0:
        return 0, size - 1
    first, last = found[1], found[2]
    if not first:
        wanted = int(last)
        return (max(size - wanted, 0), size - 1) if wanted else None
    begin = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return (begin, end) if begin <= end else None


def _read(file: FieldFile, first: int, last: int) -> Iterator[bytes]:
    """Open the file with the first piece: an answer that nobody reads opens none."""
    with file.storage.open(str(file.name), "rb") as source:
        source.seek(first)
        remaining = last - first + 1
        while remaining > 0:
            piece = source.read(min(CHUNK, remaining))
            if not piece:
                return
            remaining -= len(piece)
            yield piece
