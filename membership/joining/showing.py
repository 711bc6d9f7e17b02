"""Showing: which steps joining has, and what each page says beside its form."""

from django.urls import reverse
from django.utils.text import capfirst

from membership import pricing
from membership.models import Application, Grade, PaysBy
from portal.core.money import pounds
from portal.core.words import uk_day
from portal.payments.models import Interval, Invoice, Kind

TITLES = {
    "about": "About you",
    "evidence": "What we ask to see",
    "payment": "How it is paid",
    "check": "Look it over",
}


def steps_of(grade: Grade) -> list[tuple[str, str]]:
    """Return the names and titles of the steps, in their order."""
    left_out = set()
    if not grade.evidence:
        left_out.add("evidence")
    if not grade.price_pence:
        left_out.add("payment")
    return [pair for pair in TITLES.items() if pair[0] not in left_out]


def address(step: str, application: Application) -> str:
    if step == "about":
        return reverse("joining:about", args=[application.grade.slug])
    return reverse(f"joining:{step}")


def frame(
    step: str, grade: Grade, application: Application | None
) -> dict[str, object]:
    """Return what every step shows: which it is, of how many, and in which grade."""
    names = [name for name, _ in steps_of(grade)]
    number = names.index(step) + 1 if step in names else 1
    back = reverse("joining:grades")
    if application is not None and number > 1:
        back = address(names[number - 2], application)
    return {
        "application": application,
        "grade": grade,
        "title": TITLES[step],
        "number": number,
        "of": len(names),
        "back_url": back,
        "side": about_grade(grade),
    }


def about_grade(grade: Grade) -> list[tuple[str, str]]:
    facts = [("Grade", grade.name), ("A year", price_of(grade, Interval.YEAR))]
    if grade.month_pence:
        facts.append(("Or a month", price_of(grade, Interval.MONTH)))
    if grade.evidence:
        facts.append(("We ask to see", capfirst(grade.evidence)))
    return facts


def price_of(grade: Grade, interval: str) -> str:
    pence = pricing.price(grade, interval)
    return pounds(pence) if pence else "Nothing"


def everything(
    application: Application,
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return all that was typed, in parts: title, where to change it, facts."""
    grade = application.grade
    parts = [
        (TITLES["about"], address("about", application), _about(application)),
    ]
    if grade.evidence:
        shown = [file.name for file in application.files.all()]
        facts = [("You say", application.evidence_words or "Nothing")]
        if shown:
            facts.append(("Files", ", ".join(shown)))
        parts.append((TITLES["evidence"], reverse("joining:evidence"), facts))
    if grade.price_pence:
        parts.append((TITLES["payment"], reverse("joining:payment"), _pay(application)))
    return parts


def _about(application: Application) -> list[tuple[str, str]]:
    facts = [
        ("Grade", application.grade.name),
        ("Name", application.name),
        ("E-mail address", application.user.email),
        ("Profession", str(application.profession or "Not said")),
        ("Regulator", application.get_regulator_display() or "Not said"),
        ("Work or study", application.employer or "Not said"),
    ]
    if application.qualifies_on:
        facts.append(("Expects to qualify", uk_day(application.qualifies_on)))
    if application.former_number:
        facts.append(("Number from before", application.former_number))
    return facts


def _pay(application: Application) -> list[tuple[str, str]]:
    if not application.pays_by:
        return [("To pay", "Not chosen yet")]
    by_month = application.interval == Interval.MONTH
    price = price_of(application.grade, application.interval)
    facts = [("To pay", f"{price}, for {'a month' if by_month else 'a year'}")]
    if application.pays_by == PaysBy.INVOICE:
        facts += [
            ("Invoice to", application.payer_name),
            ("Sent to", application.payer_email),
            ("Purchase order", application.order_number or "None"),
        ]
        return facts
    again = "The same price is taken each " + ("month" if by_month else "year")
    facts += [
        ("By", "Card"),
        ("Afterwards", again if application.renews else "Nothing is taken by itself"),
    ]
    return facts


def invoice_of(application: Application) -> Invoice | None:
    if application.bill is None:
        return None
    return application.bill.invoices.filter(kind=Kind.INVOICE).first()
