"""A mail that may carry a calendar entry."""

from email.message import EmailMessage as Parts

from django.core.mail import EmailMultiAlternatives


class Mail(EmailMultiAlternatives):
    """Text, HTML and, if there is one, the calendar entry as a third alternative.

    Django has no place for the part's `method`, without which Gmail and Outlook
    show "not supported calendar message" or do nothing.
    """

    calendar: tuple[str, bytes] | None = None

    def _add_bodies(self, msg: Parts) -> Parts:
        msg = super()._add_bodies(msg)  # type: ignore[misc]
        if self.calendar is not None:
            method, entry = self.calendar
            # As bytes: their line ends are the entry's own, and text on its way
            # through mail servers has them changed.
            msg.add_alternative(
                entry,
                maintype="text",
                subtype="calendar",
                params={"charset": "utf-8", "method": method, "name": "invite.ics"},
            )
        return msg
