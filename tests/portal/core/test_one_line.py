import pytest

from portal.core.fields import OneLineField, one_line


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Siân  Ŵynne", "Siân Ŵynne"),
        ("Asha\r\nBcc: all@example.org", "Asha Bcc: all@example.org"),
        ("Asha\u2028Rao\u2029\x0b\x85", "Asha Rao"),
        ("Asha\x00\x07 Rao", "Asha Rao"),
        ("\u202eoaR ahsA\u202c", "oaR ahsA"),
        ("  ", ""),
        ("🦉 Wren", "🦉 Wren"),
        ("O\u2019Brien-Ōta\u0301", "O\u2019Brien-Ōta\u0301"),
    ],
)
def test_one_line(pasted, kept):
    """M1."""
    assert one_line(pasted) == kept


def test_the_field_counts_what_is_kept():
    assert OneLineField(max_length=3).clean("a\r\n\r\n\r\nb") == "a b"
