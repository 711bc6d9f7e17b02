"""Why is booking refused? Asked by events and membership staff, answered when asked."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.booking import people, refusals
from events.booking.people import Person
from events.models import Event, EventStatus
from portal.core import clock

from .bookings import chosen_person
from .forms import RefusalForm
from .frame import for_whoever_explains, screen


@for_whoever_explains
@require_safe
def refusal(request: HttpRequest) -> HttpResponse:
    """Pick a person and an event; get the verdict that booking itself would give."""
    at = clock.now()
    events = list(Event.objects.exclude(status=EventStatus.DRAFT).upcoming(at))
    form = RefusalForm(request.GET, events=events)
    form.is_valid()
    typed = form.cleaned_data.get("q", "")
    chosen = form.cleaned_data.get("event", "")
    event = next((row for row in events if row.reference == chosen), None)
    person = chosen_person(request)
    found = people.find(typed)
    if person is None and len(found) == 1:
        person = found[0]
    return screen(
        request,
        "refusal",
        title="Why is booking refused?",
        form=form,
        typed=typed,
        found=refusals.with_standing(found, at=at),
        person=person,
        person_key=_key_of(person),
        asked_about=event,
        standing=refusals.in_words(person.standing(at=at)) if person else "",
        explained=refusals.explain(event, person, at=at) if event and person else None,
    )


def _key_of(person: Person | None) -> tuple[str, object] | None:
    """Return what the address carries, so that asking again keeps the person."""
    if person is None:
        return None
    if person.member is not None:
        return "member", person.member.number
    return "account", person.user.pk if person.user else ""
