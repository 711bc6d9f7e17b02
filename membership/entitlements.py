"""Entitlements: what a grade in good standing opens."""

from .standing import Standing


def opens_library(standing: Standing) -> bool:
    """Say whether the recordings of members' events are open to this person."""
    return standing.good and standing.grade is not None and standing.grade.opens_library
