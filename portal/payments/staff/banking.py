"""Banking: bring in a statement, and say to which bill each transfer belongs."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.money import pounds
from portal.core.taking_files import takes_file
from portal.core.words import count_of
from portal.payments import bank, bank_files, queries
from portal.payments.errors import StepRefused
from portal.payments.models import BankLine, BankMatch, BankStatement, Bill

from .forms import ColumnsForm, FileForm, MatchForm, ReasonForm, TransferForm
from .screens import READ_OR_SEND, for_finance, pressed, screen, step, url

A_PAGE = 25
SHOWN = 10


def _crumbs() -> list[tuple[str, str]]:
    return [("Bank", url("bank"))]


# --- The queue of transfers --------------------------------------------------


@for_finance
@require_safe
def bank_desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for its bill, each with the likeliest to confirm."""
    paginator = Paginator(queries.lines_unmatched(), A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    lines = list(page)
    proposed = bank.proposals(lines)
    return screen(
        request,
        "bank",
        title="Bank",
        entries=[(line, proposed[line.pk][:1]) for line in lines],
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
        statements=BankStatement.objects.select_related("brought_by").defer("content")[
            :SHOWN
        ],
        matched=BankMatch.objects.filter(undone_at=None).select_related(
            "line", "bill__payer", "matched_by"
        )[:SHOWN],
        aside=BankLine.objects.exclude(set_aside_at=None).order_by("-set_aside_at")[
            :SHOWN
        ],
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def line_match(request: HttpRequest, line_id: int) -> HttpResponse:
    line: Any = get_object_or_404(BankLine.objects.with_left(), pk=line_id)
    waits = line.set_aside_at is None and line.left_pence > 0

    def do(typed: dict[str, Any]) -> str:
        bill = _bill_called(typed["reference"])
        made = bank.match(
            line, bill, pence=typed["pounds"], by=request.user, at=clock.now()
        )
        return f"{pounds(made.pence)} are for bill {bill.reference}."

    return step(
        request,
        name="line_match",
        form=MatchForm(request.POST or None),
        do=do,
        title=f"Transfer of {pounds(line.pence)}",
        back=url("bank"),
        crumbs=_crumbs(),
        line=line,
        waits=waits,
        proposals=bank.proposals([line])[line.pk] if waits else [],
        matches=line.matches.select_related("bill__payer", "matched_by"),
        past=history.of(line)[:20],
    )


def _bill_called(name: str) -> Bill:
    """Return the bill by its own reference or the number of its invoice."""
    name = name.strip().upper().replace("\0", "")
    bill = (
        Bill.objects.filter(reference=name).first()
        or Bill.objects.filter(invoices__number=name).first()
    )
    if bill is None:
        raise StepRefused(f"There is no bill or invoice called {name}.")
    return bill


@for_finance
@require_http_methods(READ_OR_SEND)
def match_undo(request: HttpRequest, match_id: int) -> HttpResponse:
    rows = BankMatch.objects.select_related("line", "bill__payer", "payment__bill")
    made = get_object_or_404(rows, pk=match_id)
    back = url("line-match", made.line_id)

    def do(typed: dict[str, Any]) -> str:
        bank.undo(made, why=typed["reason"], by=request.user, at=clock.now())
        return f"{pounds(made.pence)} wait for their bill again."

    return step(
        request,
        name="step",
        form=ReasonForm(request.POST or None),
        do=do,
        title="Take the match off",
        back=back,
        crumbs=[*_crumbs(), (f"Transfer of {pounds(made.line.pence)}", back)],
        lede=f"{pounds(made.pence)} for bill {made.bill.reference}",
        before="The bill is owed again. What was delivered for it stays until you "
        "withdraw the bill.",
        button="Take the match off",
        button_kind="serious",
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def line_aside(request: HttpRequest, line_id: int) -> HttpResponse:
    line: Any = get_object_or_404(BankLine.objects.with_left(), pk=line_id)

    def do(typed: dict[str, Any]) -> str:
        bank.set_aside(line, why=typed["reason"], by=request.user, at=clock.now())
        return f"{pounds(line.left_pence)} are set aside."

    return step(
        request,
        name="step",
        form=ReasonForm(request.POST or None),
        do=do,
        title="Set aside",
        back=url("bank"),
        crumbs=[
            *_crumbs(),
            (f"Transfer of {pounds(line.pence)}", url("line-match", line.pk)),
        ],
        lede=line.words,
        before="Such as interest, a grant that is booked elsewhere, or a sum that you "
        "have sent back. It stays in the export.",
        button="Set aside",
    )


@for_finance
@require_POST
def line_back(request: HttpRequest, line_id: int) -> HttpResponse:
    line = get_object_or_404(BankLine, pk=line_id)

    def do() -> str:
        bank.take_back(line, by=request.user)
        return f"{pounds(line.pence)} are in the queue again."

    return pressed(request, do, back=url("bank"))


@for_finance
@require_http_methods(READ_OR_SEND)
def line_enter(request: HttpRequest) -> HttpResponse:
    def do(typed: dict[str, Any]) -> str:
        line = bank.enter(
            received_on=typed["received_on"],
            pence=typed["pounds"],
            words=typed["words"],
            by=request.user,
            at=clock.now(),
        )
        return f"{pounds(line.pence)} wait for their bill."

    return step(
        request,
        name="step",
        form=TransferForm(request.POST or None, initial={"received_on": clock.today()}),
        do=do,
        title="Enter a transfer",
        back=url("bank"),
        crumbs=_crumbs(),
        button="Enter the transfer",
    )


# --- Statements --------------------------------------------------------------


def _too_large(request: HttpRequest) -> HttpResponse:
    messages.error(request, "The file is larger than 5 MB. Export a shorter period.")
    return redirect(url("statement-add"))


@takes_file(bank_files.MOST_BYTES, _too_large)
@for_finance
@require_http_methods(READ_OR_SEND)
def statement_add(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            statement = bank.read_file(
                file.read(bank_files.MOST_BYTES + 1),
                name=file.name,
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no.message
        else:
            return redirect(url("statement-detail", statement.pk))
    return screen(
        request,
        "statement_add",
        title="Bring in a statement",
        crumbs=_crumbs(),
        form=form,
        refusal=refusal,
        back=url("bank"),
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def statement_detail(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show what is in a file before it is brought in, and what it brought after."""
    statement = get_object_or_404(BankStatement, pk=statement_id)
    if statement.brought_at is not None:
        paginator = Paginator(statement.lines.order_by("pk"), A_PAGE)
        page = paginator.get_page(request.GET.get("p"))
        return screen(
            request,
            "statement_detail",
            title=statement.name,
            crumbs=_crumbs(),
            statement=statement,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
        )
    table = bank.table_in(statement)
    columns = bank.columns_for(table)
    form = ColumnsForm(request.POST or None, headings=table.headings, columns=columns)
    if request.method == "POST" and form.is_valid():
        bank.remember(table, form.columns())
        return redirect(url("statement-detail", statement.pk))
    found, known = bank.look_through(table, columns) if columns else (None, 0)
    return screen(
        request,
        "statement_read",
        title=statement.name,
        crumbs=_crumbs(),
        statement=statement,
        form=form,
        columns=columns,
        found=found,
        known=known,
        fresh=len(found.rows) - known if found else 0,
        total_pence=sum(row.pence for row in found.rows) if found else 0,
        back=url("bank"),
    )


@for_finance
@require_POST
def statement_bring(request: HttpRequest, statement_id: int) -> HttpResponse:
    statement = get_object_or_404(BankStatement, pk=statement_id)

    def do() -> str:
        number = bank.bring_in(statement, by=request.user, at=clock.now())
        return f"Brought in: {count_of(number, 'transfer,transfers')}."

    return pressed(request, do, back=url("bank"))
