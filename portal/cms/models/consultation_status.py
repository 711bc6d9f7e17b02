"""Where a consultation stands: asked of its dates each time, and never stored."""

from datetime import date

from django.db import models


class ConsultationStatus(models.TextChoices):
    OPEN = "open", "Open"
    UPCOMING = "upcoming", "Upcoming"
    AWAITING = "awaiting", "Closed, awaiting the outcome"
    OUTCOME = "outcome", "Outcome published"


# The shape and colour in which each status is drawn.
KINDS = {
    ConsultationStatus.OPEN: "open",
    ConsultationStatus.UPCOMING: "draft",
    ConsultationStatus.AWAITING: "closed",
    ConsultationStatus.OUTCOME: "good",
}


def status_on(
    day: date,
    *,
    opens_on: date | None,
    closes_on: date | None,
    outcome_on: date | None,
) -> ConsultationStatus:
    """Return where a consultation with these dates stands on a UK day.

    It is open to the end of its closing day. A draft may have no days yet: what has
    no first day is still to come, and what has no last day has not closed.
    """
    if outcome_on is not None and outcome_on <= day:
        return ConsultationStatus.OUTCOME
    if opens_on is None or day < opens_on:
        return ConsultationStatus.UPCOMING
    if closes_on is None or day <= closes_on:
        return ConsultationStatus.OPEN
    return ConsultationStatus.AWAITING
