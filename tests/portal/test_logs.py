"""What the logs must not say."""

import pytest

from portal.logs import hide_tokens


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /events/join/aB3-_x9/", "GET /events/join/…/"),
        ("GET /events/feed/aB3-_x9.ics", "GET /events/feed/…"),
        (
            "Not Found: /events/invitation/aB3/?x=1",
            "Not Found: /events/invitation/…/?x=1",
        ),
        ("POST /membership/address/prove/aB3/", "POST /membership/address/prove/…/"),
        ("GET /events/learning-from-reviews/", "GET /events/learning-from-reviews/"),
    ],
)
def test_a_token_in_an_address_is_not_logged(said, kept):
    assert hide_tokens(None, "info", {"request": said}) == {"request": kept}
    assert hide_tokens(None, "info", {"event": said}) == {"event": kept}
