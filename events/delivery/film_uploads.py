"""Film uploads: how is a gigabyte taken in without being held in memory?

It is written, piece by piece, into a folder beside the private files, so that keeping
it is a renaming on the same disk. What begins like no film is not written at all.
"""

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
)
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from .films import MOST, NOT_ONE, FilmRefused, begins_like_one

type View = Callable[..., HttpResponse]
# The form around the film costs a little.
AROUND = 200_000
INCOMING = "incoming"
TOO_LARGE = "The file is larger than 1 GB. Save the recording in a smaller size."


def incoming() -> Path:
    folder = Path(settings.PRIVATE_ROOT) / INCOMING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Incoming(TemporaryUploadedFile):
    """A file on its way in, on the disk where it will stay."""

    def __init__(self, name: str, content_type: str, charset: str | None) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=incoming())  # noqa: SIM115 - closed with the request
        UploadedFile.__init__(self, file, name, content_type, 0, charset)


class FilmHandler(FileUploadHandler):
    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.taken = 0
        self.arriving: Incoming | None = None

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.taken = 0
        self.arriving = Incoming(
            self.file_name or "film", self.content_type or "", self.charset
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.arriving is not None
        if start == 0 and not begins_like_one(raw_data):
            self._drop()
            self._say(NOT_ONE)
            raise SkipFile
        self.taken += len(raw_data)
        if self.taken > MOST:
            self._drop()
            self._say(TOO_LARGE)
            raise StopUpload(connection_reset=True)
        self.arriving.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.arriving is None:
            return None
        self.arriving.seek(0)
        self.arriving.size = file_size
        return self.arriving

    def upload_interrupted(self) -> None:
        self._drop()

    def _say(self, words: str) -> None:
        self.request.film_refused = words  # type: ignore[union-attr]

    def _drop(self) -> None:
        if self.arriving is not None:
            self.arriving.close()
            self.arriving = None


def takes_film(too_large: View) -> Callable[[View], View]:
    """Let a view take one film; a larger one is answered before it is read."""

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        # Checking the token reads the whole body: the handler has to be set first, so
        # the check is made inside.
        @csrf_exempt
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if request.method == "POST":
                if int(request.META.get("CONTENT_LENGTH") or 0) > MOST + AROUND:
                    return too_large(request, *args, **options)
                request.upload_handlers = [FilmHandler(request)]
            return protected(request, *args, **options)

        return limited

    return decorate


def film_of(request: HttpRequest) -> UploadedFile:
    """Return the film that was sent, or say why there is none."""
    film = request.FILES.get("film")
    if isinstance(film, UploadedFile):
        return film
    raise FilmRefused(getattr(request, "film_refused", "Choose the video file."))
