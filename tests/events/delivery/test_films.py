"""U1: a film is what its content says it is."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.delivery.films import Film, FilmRefused, look_at
from tests import files, films


@pytest.mark.parametrize(
    ("content", "film"),
    [
        (films.mp4(3480), Film("video/mp4", "mp4", 3480)),
        (films.mp4(61.6, brand=b"mp42"), Film("video/mp4", "mp4", 62)),
        (films.mp4(0), Film("video/mp4", "mp4", None)),
        (films.webm(3480), Film("video/webm", "webm", 3480)),
        (films.webm(None), Film("video/webm", "webm", None)),
        (films.webm(1e12), Film("video/webm", "webm", None)),
    ],
)
def test_a_video_says_what_it_is_and_how_long(content, film):
    assert look_at(io.BytesIO(content)) == film


@pytest.mark.parametrize(
    "content",
    [
        b"",
        files.PDF,
        files.HTML,
        files.EXE,
        files.MP3,
        files.picture("PNG"),
        films.webm(kind=b"matroska"),
        films.mp4(brand=b"heic"),
        films.mp4()[:40],
        films.box(b"ftyp", b"isom" + bytes(12)),
        films.webm()[:50],
        b"\x1a\x45\xdf\xa3",
    ],
)
def test_what_is_no_whole_video_is_refused(content):
    with pytest.raises(FilmRefused):
        look_at(io.BytesIO(content))


@given(
    st.sampled_from([films.mp4(), films.webm()]),
    st.lists(st.tuples(st.integers(0, 250), st.integers(0, 255)), max_size=12),
    st.integers(0, 300),
)
def test_any_damage_is_refused_and_nothing_worse(content, changes, length):
    damaged = bytearray(content[:length])
    for place, value in changes:
        if place < len(damaged):
            damaged[place] = value

    try:
        film = look_at(io.BytesIO(bytes(damaged)))
    except FilmRefused:
        return
    assert film.media_type in {"video/mp4", "video/webm"}
