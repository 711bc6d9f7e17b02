"""Refused: the base of every polite no.

A form error is about typing; a refusal is about rules. The view shows the
message and answers with the page again.
"""


class Refused(Exception):
    """A rule says no. The message is written for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
