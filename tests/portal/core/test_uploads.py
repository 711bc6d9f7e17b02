"""What a file really is (U1, U4, U6, U7, U9, U11)."""

import io

import pytest
from PIL import Image

from portal.core import uploads
from portal.core.uploads import UploadRefused
from tests import files

MOST = 10_000_000


def check(content, name):
    return uploads.check(io.BytesIO(content), name=name, most=MOST)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.PDF, "certificate.PDF", uploads.PDF),
        (files.word(), "notes.docx", uploads.DOCX),
        (files.excel(), "hours.xlsx", uploads.XLSX),
        (files.open_document(), "notes.odt", uploads.ODT),
        (files.TEXT, "notes.txt", uploads.TXT),
        (files.picture("PNG"), "flipchart.png", uploads.PNG),
        (files.picture("JPEG"), "flipchart.jpeg", uploads.JPEG),
        (files.picture("WEBP"), "flipchart.webp", uploads.WEBP),
        (files.MP3, "talk.mp3", uploads.MP3),
    ],
)
def test_check_keeps_what_a_person_would_bring(content, name, kind):
    kept = check(content, name)

    assert kept.kind == kind
    assert kept.name == f"{name.rpartition('.')[0]}.{name.rpartition('.')[2].lower()}"


def test_a_photograph_of_a_telephone_becomes_one_that_everybody_can_open():
    kept = check(files.picture("HEIF"), "IMG_0001.HEIC")

    assert (kept.name, kept.kind) == ("IMG_0001.jpg", uploads.JPEG)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.SVG, "drawing.svg"),
        (files.SVG, "drawing.pdf"),
        (files.SVG, "drawing.png"),
        (files.SVG, "drawing.txt"),
        (b"\xef\xbb\xbf  " + files.HTML, "page.txt"),
        (files.HTML, "page.html"),
        (files.HTML, "page.pdf"),
        (b"Hello <script>alert(1)</script>", "words.txt"),
        (files.EXE, "certificate.pdf"),
        (files.EXE, "setup.exe"),
        (files.packed({"a.txt": b"a"}), "things.zip"),
        (files.packed({"a.txt": b"a"}), "notes.docx"),
        (b"\x00\x01\x02", "notes.txt"),
        (b"{\\rtf1 {\\object}}", "notes.txt"),
        (files.PDF, "certificate.png"),
        (files.picture("PNG"), "picture.pdf"),
        (files.word(), "notes.pdf"),
        (files.word(), "notes.docm"),
        (b"", "empty.txt"),
    ],
)
def test_check_refuses_what_is_not_what_it_says_or_is_not_kept(content, name):
    """U1."""
    with pytest.raises(UploadRefused):
        check(content, name)


@pytest.mark.parametrize(
    "content",
    [
        files.macro_word(),
        files.with_part(files.excel(), "xl/macrosheets/sheet1.xml"),
        files.with_part(files.open_document(), "Basic/script-lc.xml"),
        files.with_part(files.word(), "word/embeddings/setup.exe"),
        files.with_part(files.word(), "word/embeddings/more.zip"),
        files.with_part(files.word(), "word/embeddings/sheet.xlsx", files.macro_word()),
    ],
)
def test_check_refuses_macros_programs_and_archives(content):
    """U9."""
    ending = "docx" if b"word/" in content else "xlsx"
    ending = "odt" if b"opendocument" in content else ending

    with pytest.raises(UploadRefused):
        check(content, f"notes.{ending}")


def test_a_chart_may_bring_its_sheet_along():
    content = files.with_part(files.word(), "word/embeddings/sheet.xlsx", files.excel())

    assert check(content, "notes.docx").kind == uploads.DOCX


@pytest.mark.parametrize("make", [files.bomb, files.many_parts])
def test_check_refuses_a_bomb_before_unpacking_it(make):
    """U4."""
    with pytest.raises(UploadRefused, match="too large when unpacked"):
        check(make(), "notes.docx")


@pytest.mark.parametrize("cut", [0.3, 0.9])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.word(), "notes.docx"),
        (files.picture("PNG", (400, 300)), "a.png"),
        (files.picture("JPEG", (400, 300)), "a.jpg"),
        (files.PDF, "a.pdf"),
    ],
)
def test_check_refuses_what_was_cut_off(content, name, cut):
    """U6, U12."""
    with pytest.raises(UploadRefused):
        check(content[: int(len(content) * cut)], name)


def test_check_refuses_a_flood_of_pixels_before_drawing_it():
    """U6."""
    with pytest.raises(UploadRefused, match="dots"):
        check(files.pixel_flood(), "wall.png")


def test_check_refuses_a_file_larger_than_allowed_without_reading_on():
    """U5."""

    class Endless(io.RawIOBase):
        read_so_far = 0

        def read(self, size=-1):
            self.read_so_far += size
            return b"a" * size

    source = Endless()

    with pytest.raises(UploadRefused, match="larger than 10 MB"):
        uploads.check(source, name="long.txt", most=MOST)
    assert source.read_so_far == MOST + 1


@pytest.mark.parametrize(
    "mark", [b"/JavaScript (x)", b"/JS 3 0 R", b"/Launch", b"/EmbeddedFiles 4 0 R"]
)
def test_check_refuses_a_pdf_that_acts(mark):
    """U7."""
    content = files.PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + mark)

    with pytest.raises(UploadRefused, match="Print it to PDF"):
        check(content, "form.pdf")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("HEIF", "a.heic")])
def test_a_photograph_loses_its_place_and_its_camera_and_stays_upright(kind, name):
    """U11."""
    content = files.picture(kind, (40, 30), place=True)
    assert b"Phone of Somebody" in content

    kept = check(content, name)

    drawn = Image.open(io.BytesIO(kept.content))
    assert dict(drawn.getexif()) == {}
    assert b"Phone of Somebody" not in kept.content
    if kind == "JPEG":
        assert drawn.size == (30, 40)


def test_the_same_photograph_twice_is_the_same_file():
    """U12."""
    content = files.picture(place=True)

    assert check(content, "a.jpg").sha256 == check(content, "b.jpg").sha256


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ('na"me<b>.txt', "nameb.txt"),
        (".txt", "file.txt"),
        ("x" * 400 + ".txt", "x" * uploads.LONGEST_NAME + ".txt"),
    ],
)
def test_a_name_keeps_only_what_a_name_is(given, kept):
    assert check(files.TEXT, given).name == kept
