"""Books: employers who pay by invoice, a statement from the bank, and what waits."""

from datetime import datetime, timedelta

from membership import renewals
from membership.models import Member, Renewal
from membership.renewals import Employer
from portal.accounts.models import User
from portal.body.models import BusinessDetails
from portal.core.clock import uk_day
from portal.demo.content import books as content
from portal.payments import bank, invoices, payers, purchase_orders

from . import rehearsal


def make_business_details() -> None:
    row = BusinessDetails.load()
    for name, value in content.DETAILS.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def make_books(belong: list[User], *, by: User, at: datetime) -> None:
    """Let some renew whose employer pays: one paid, one late, one without an order."""
    paid, late, waiting, ordered = (
        Member.objects.get(user=user) for user in belong[: len(content.EMPLOYERS)]
    )
    _renew(paid, content.EMPLOYERS[0], days_ago=52, at=at)
    _renew(late, content.EMPLOYERS[1], days_ago=47, at=at)
    _renew(waiting, content.EMPLOYERS[2], days_ago=9, at=at)
    _wait_for_order(ordered, content.EMPLOYERS[3], by=by, at=at)
    numbers = {
        "paid": _number(paid),
        "waiting": _number(waiting),
    }
    with rehearsal.at(at - timedelta(days=1)) as then:
        statement = bank.read_file(
            _statement(numbers, at=at), name=content.FILE_NAME, by=by, at=then
        )
        bank.bring_in(statement, by=by, at=then)
        line = statement.lines.filter(words__contains=numbers["paid"]).get()
        bank.match(line, _open(paid).bill, by=by, at=then)


def _open(member: Member) -> Renewal:
    return Renewal.objects.filter(member=member).latest("pk")


def _number(member: Member) -> str:
    invoice = invoices.of_bill(_open(member).bill)
    return invoice.number if invoice else ""


def _begin(member: Member, employer: Employer, *, at: datetime) -> Renewal:
    grade = renewals.grades_for(member, on=uk_day(at))[0]
    return renewals.begin(
        member, grade=grade, interval="year", employer=employer, by=member.user, at=at
    )


def _renew(member: Member, employer: Employer, *, days_ago: int, at: datetime) -> None:
    with rehearsal.at(at - timedelta(days=days_ago)) as then:
        renewal = _begin(member, employer, at=then)
        renewals.pay_by_invoice(renewal, by=member.user, at=then)


def _wait_for_order(
    member: Member, employer: Employer, *, by: User, at: datetime
) -> None:
    with rehearsal.at(at - timedelta(days=3)) as then:
        bill = _begin(member, employer, at=then).bill
        payer = bill.payer
        payers.change(
            payer,
            name=payer.name,
            address=payer.address,
            contact=payer.contact,
            email=payer.email,
            vat_number="",
            needs_order_number=True,
            by=by,
        )
        bill.refresh_from_db()
        purchase_orders.send(bill, at=then, by=by)


def _statement(numbers: dict[str, str], *, at: datetime) -> bytes:
    rows = [
        ",".join(
            (
                f"{uk_day(at - timedelta(days=days)):%d/%m/%Y}",
                words.format(**numbers),
                "",
                pounds,
            )
        )
        for days, words, pounds in content.TRANSFERS
    ]
    return "\n".join([content.HEADINGS, *rows, ""]).encode()
