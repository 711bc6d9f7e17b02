"""Lists: every line is read, or said what is wrong with it."""

import io

import openpyxl
import pytest

from events.commissioning import lists
from portal.body.models import Agency, Area, Profession
from portal.core.errors import Refused
from tests.factories.commissions import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    Area.objects.create(name="Leeds")
    Agency.objects.create(name="Police")
    Profession.objects.create(name="Midwife")
    return lists.Known(agreed())


def said(read):
    return [(row.number, row.delegate.name, row.delegate.email) for row in read.rows]


def faults(read):
    return [row.fault for row in read.rows]


def test_lines_without_a_heading_are_a_name_and_an_address(known):
    read = lists.from_text(
        "Nerys Vale, Nerys@example.org\n\nada@example.org;Ada Lane\n", known
    )

    assert said(read) == [
        (1, "Nerys Vale", "nerys@example.org"),
        (3, "Ada Lane", "ada@example.org"),
    ]
    assert read.strands == {}


def test_a_heading_says_what_stands_where(known):
    text = (
        "E-mail,First name,Last name,Strand,Profession,Agency,Employer,Borough\n"
        "ada@example.org,Ada,Lane,maternity,MIDWIFE,police,The Trust,leeds\n"
    )

    read = lists.from_text(text, known)

    (row,) = read.rows
    delegate = row.delegate
    assert (row.fault, delegate.name, delegate.agency) == ("", "Ada Lane", "The Trust")
    assert str(delegate.profession) == "Midwife"
    assert str(delegate.kind_of_agency) == "Police"
    assert str(delegate.area) == "Leeds"
    assert str(read.strands[2]) == "Maternity"


def test_each_fault_is_said_by_its_row(known):
    text = (
        "name,email,strand\n"
        "Ada,ada@example.org,Dentists\n"
        "Bea,bea@example,\n"
        ",cleo@example.org,\n"
        "Dora,,\n"
        "Eve,eve@example.org,Maternity\n"
        "Eve again,EVE@example.org,\n"
    )

    read = lists.from_text(text, known)

    assert faults(read) == [
        "“Dentists” is no strand here. There are: Multi-agency, Maternity.",
        "“bea@example” is not an e-mail address.",
        "There is no name in it.",
        "There is no e-mail address in it.",
        "",
        "The same address stands in line 6.",
    ]
    assert [row.delegate.name for row in read.good] == ["Eve"]
    # Sent again as it stands, it reads the same.
    assert faults(lists.from_text(lists.as_text(read, read.rows), known)) == faults(
        read
    )


def test_workbooks_and_csv_files_read_alike(known):
    book = openpyxl.Workbook()
    for row in (("Name", "Email"), ("Ada", "ada@example.org")):
        book.active.append(row)
    xlsx, csv = io.BytesIO(), io.BytesIO(b"Name;Email\nAda;ada@example.org\n")
    book.save(xlsx)

    for file in (xlsx, csv):
        read = lists.from_file(file, size=len(file.getvalue()), known=known)
        assert said(read) == [(2, "Ada", "ada@example.org")]


@pytest.mark.parametrize(
    ("content", "size"),
    [(b"x", lists.MOST_BYTES + 1), (b"", 0), (b"PK\x03\x04broken", 10)],
)
def test_what_is_no_list_is_refused(known, content, size):
    with pytest.raises(Refused):
        lists.from_file(io.BytesIO(content), size=size, known=known)


def test_a_list_is_not_endless(known):
    text = "\n".join(f"P{n}, p{n}@example.org" for n in range(lists.MOST + 1))

    with pytest.raises(Refused):
        lists.from_text(text, known)


def test_names_come_in_one_line_and_addresses_of_one_kind(known):
    read = lists.from_text(
        "a@b.example c@d.example\n" + "x" * 300 + "@e.example", known
    )

    assert faults(read) == [
        "There are two addresses in it. Give each a line.",
        "The address is too long to be one.",
    ]
