"""The addresses of the day itself and of what is left of it.

Registers and the library stand beside the diary of events, not under it.
"""

from django.urls import URLPattern, path

from .views import door, register_marks, register_steps
from .views import library as shelf
from .views import registers as register

doors: list[URLPattern] = [
    path("join/<slug:token>/", door.join, name="join"),
    path("join/<slug:token>/now/", door.join_now, name="join-now"),
    path("door/<slug:slug>/", door.open_door, name="open-door"),
    path("door/<slug:slug>/now/", door.open_door_now, name="open-door-now"),
]

_sitting = "<reference:reference>/<int:number>"

registers: list[URLPattern] = [
    path("", register.register_list, name="register-list"),
    path(f"{_sitting}/", register.register_take, name="register"),
    path(f"{_sitting}/line/", register.register_line, name="register-line"),
    path(f"{_sitting}/sheet/", register.register_sheet, name="register-sheet"),
    path(f"{_sitting}/mark/", register_marks.register_mark, name="register-mark"),
    path(f"{_sitting}/marks/", register_marks.register_marks, name="register-marks"),
    path(
        f"{_sitting}/confirm/", register_steps.register_confirm, name="register-confirm"
    ),
    path(
        f"{_sitting}/walk-in/", register_steps.register_walk_in, name="register-walk-in"
    ),
    path(f"{_sitting}/close/", register_steps.register_close, name="register-close"),
    path(f"{_sitting}/open/", register_steps.register_reopen, name="register-reopen"),
]
library: list[URLPattern] = [
    path("", shelf.library_list, name="library"),
    path("<slug:slug>/", shelf.recording_detail, name="recording"),
    path("<slug:slug>/film/", shelf.recording_film, name="recording-film"),
    path("<slug:slug>/captions/", shelf.recording_captions, name="recording-captions"),
    path(
        "<slug:slug>/transcript/",
        shelf.recording_transcript,
        name="recording-transcript",
    ),
    path("<slug:slug>/watched/", shelf.recording_watched, name="recording-watched"),
    path("<slug:slug>/<reference:reference>/", shelf.handout, name="handout"),
]
