"""Lists: every line is read, or said what is wrong with it."""

import io

import openpyxl
import pytest

from membership.seats import lists
from portal.core.errors import Refused


def read(text):
    return [(who.line, who.name, who.email, who.fault) for who in lists.from_text(text)]


def test_a_name_and_an_address_in_any_order():
    text = (
        "Name, E-mail\n\nNerys Vale, Nerys@Trust.example\n"
        "bea@trust.example; Bea O'Hara\nAnn Lee <ann@trust.example>\ncy@trust.example"
    )

    assert read(text) == [
        (3, "Nerys Vale", "nerys@trust.example", ""),
        (4, "Bea O'Hara", "bea@trust.example", ""),
        (5, "Ann Lee", "ann@trust.example", ""),
        (6, "", "cy@trust.example", ""),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Nerys Vale", "There is no e-mail address in it."),
        ("a@b.example, c@d.example", "There are two addresses in it"),
        ("Nerys, nerys@trust", "“nerys@trust” is not an e-mail address."),
        ("x@" + "y" * 260 + ".example", "The address is too long to be one."),
    ],
)
def test_what_is_wrong_is_said_and_the_line_is_kept(line, fault):
    [person] = lists.from_text(line)

    assert fault in person.fault
    assert lists.as_text([person]) == line[: lists.LONGEST]


def test_the_same_address_twice_is_named_with_its_line():
    people = lists.from_text("a@b.example\n\nAnn, A@b.example")

    assert [who.fault for who in people] == [
        "",
        "The same address stands in line 1.",
    ]


def test_a_list_has_an_end():
    with pytest.raises(Refused, match="more than 500"):
        lists.from_text("\n".join(f"a{number}@b.example" for number in range(501)))


def file_of(content):
    return lists.from_file(io.BytesIO(content), size=len(content))


def test_a_csv_file_with_other_letters_and_separators():
    content = "Name;E-mail\r\nSiân Ŵyn;sian@trust.example\r\n;none\r\n"

    people = file_of(content.encode("utf-16"))

    assert [(who.line, who.name, who.email) for who in people] == [
        (2, "Siân Ŵyn", "sian@trust.example"),
        (3, "", ""),
    ]
    assert people[1].fault


def test_a_workbook():
    book = openpyxl.Workbook()
    book.active.append(["First name", "Last name", "Email"])
    book.active.append(["Nerys", "Vale", "nerys@trust.example"])
    content = io.BytesIO()
    book.save(content)

    [person] = file_of(content.getvalue())

    assert (person.name, person.email) == ("Nerys Vale", "nerys@trust.example")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"a@b.example\0"])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(Refused):
        file_of(content)


def test_a_large_file_is_refused_before_it_is_read():
    with pytest.raises(Refused, match="2 MB"):
        lists.from_file(io.BytesIO(b"a"), size=lists.MOST_BYTES + 1)
