"""P20: what a credit note takes back, line by line, ties to the penny."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import Vat, vat_in
from portal.payments.crediting import OpenLine, Share, of_lines, spread
from portal.payments.errors import TooMuchCredited


def test_a_third_of_three_lines_leaves_no_penny_over():
    lines = [OpenLine(n, 1000, 167) for n in (1, 2, 3)]

    shares = spread(lines, 1000)

    assert [share.pence for share in shares] == [334, 333, 333]


def test_a_discount_shrinks_with_what_it_was_given_on():
    lines = [OpenLine(1, 10000, 1667), OpenLine(2, -2000, -333)]

    assert spread(lines, 4000) == [Share(1, 5000, 834), Share(2, -1000, -167)]


def test_more_than_is_left_is_refused():
    with pytest.raises(TooMuchCredited):
        spread([OpenLine(1, 1000, 167, 600, 100)], 401)


@pytest.mark.parametrize("wanted", [{1: 1001}, {1: -1}, {2: 1}, {9: 1}])
def test_more_than_a_line_is_refused(wanted):
    lines = [OpenLine(1, 1000, 167), OpenLine(2, -500, -83)]

    with pytest.raises(TooMuchCredited):
        of_lines(lines, wanted)


def test_nothing_left_gives_nothing():
    assert spread([OpenLine(1, 1000, 167, 1000, 167)], 0) == []
    assert spread([OpenLine(1, 0, 0)], 0) == []


prices = st.lists(
    st.tuples(st.integers(1, 500_000), st.sampled_from(Vat)), min_size=1, max_size=6
)
parts = st.lists(st.integers(1, 10_000), min_size=1, max_size=5)


@given(prices, st.integers(0, 100), parts)
def test_credits_in_any_parts_add_up_to_the_invoice(given_lines, percent_off, weights):
    """P20: never over, each line's VAT never over, and all of it in the end."""
    off = sum(pence for pence, _ in given_lines) * percent_off // 100
    lines = [
        OpenLine(number, pence, vat_in(pence, vat))
        for number, (pence, vat) in enumerate(given_lines, 1)
    ]
    if off:
        vat = given_lines[0][1]
        lines.append(OpenLine(len(lines) + 1, -off, vat_in(-off, vat)))
    total = sum(line.pence for line in lines)
    taken = {line.line: (0, 0) for line in lines}
    whole = sum(weights)

    left = total
    for number, weight in enumerate(weights, 1):
        part = left if number == len(weights) else min(total * weight // whole, left)
        opened = [
            OpenLine(line.line, line.pence, line.vat_pence, *taken[line.line])
            for line in lines
        ]
        shares = spread(opened, part)
        assert sum(share.pence for share in shares) == part
        for share in shares:
            pence, vat_pence = taken[share.line]
            taken[share.line] = (pence + share.pence, vat_pence + share.vat_pence)
        for line in lines:
            pence, vat_pence = taken[line.line]
            assert abs(pence) <= abs(line.pence)
            assert pence * line.pence >= 0
            assert abs(vat_pence) <= abs(line.vat_pence)
            # To the penny: no further than half of one from the exact share.
            assert abs(2 * (vat_pence * line.pence - line.vat_pence * pence)) <= abs(
                line.pence
            )
        left -= part

    assert left == 0
    if total:
        assert taken == {line.line: (line.pence, line.vat_pence) for line in lines}
