"""Entitlements: what a grade in good standing opens."""

from .standing import Standing


def opens_library(standing: Standing) -> bool:
    """Say whether the recordings of members' events are open to this person."""
    return standing.good and standing.grade is not None and standing.grade.opens_library


def reads_members_pages(standing: Standing) -> bool:
    """Say whether the pages and files for members are open to this person."""
    return (
        standing.good
        and standing.grade is not None
        and standing.grade.reads_members_pages
    )
