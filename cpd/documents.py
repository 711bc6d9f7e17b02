"""Documents: what stands in an account, a portfolio and a reflection sheet.

Each is made as DOCX to work in and as tagged PDF to print, from the same facts, with
the regulator's prompts in the regulator's order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog

from cpd import figures, prompts, queries
from cpd.models import (
    CodeTheme,
    CpdEntry,
    CpdEvidence,
    Feedback,
    ReflectiveAccount,
    Regulator,
)
from cpd.portfolio import Portfolio
from events.catalogue import lines
from events.delivery import reflection_templates
from events.models import Event
from portal.body import identity
from portal.core import clock
from portal.core.words import hours_words, uk_date, uk_date_range
from portal.rendering import docx
from portal.rendering.docx import Paper
from portal.rendering.errors import TemplateRefused
from portal.rendering.pdf import pdf

PRIVACY = "Nobody in it should be recognisable: no patient, relative or colleague."
NONE = "None"

log = structlog.get_logger(__name__)


# --- One account -----------------------------------------------------------


def account_facts(account: ReflectiveAccount) -> dict[str, Any]:
    number = queries.number_of(account)
    return _account(account, str(number)) | {
        **identity.current().letterhead,
        "regulator": account.get_regulator_display(),
        "small": PRIVACY,
    }


def _account(account: ReflectiveAccount, number: str) -> dict[str, Any]:
    themes = prompts.asks_for_themes(account.regulator)
    return {
        "title": account.title,
        "number": f"Reflective account {number}",
        "state": account.get_status_display(),
        "answers": [
            (prompt.words, getattr(account, prompt.field))
            for prompt in prompts.of(account.regulator)
        ],
        "themes": CodeTheme.labels if themes else [],
        "chosen": [
            label
            for value, label in CodeTheme.choices
            if themes and value in account.code_themes
        ],
        "saved": uk_date(clock.uk_day(account.saved_at)),
    }


def account_pdf(account: ReflectiveAccount) -> bytes:
    return pdf("cpd/account.typ", account_facts(account))


def account_docx(account: ReflectiveAccount) -> bytes:
    facts = account_facts(account)
    paper = Paper(f"{facts['number']}: {facts['title']}", author=facts["body"])
    _write_account(paper, facts)
    paper.text(PRIVACY, soft=True)
    return paper.to_bytes()


def _write_account(paper: Paper, facts: dict[str, Any]) -> None:
    paper.text(facts["number"], soft=True)
    paper.title(facts["title"])
    for prompt, answer in facts["answers"]:
        paper.heading(prompt)
        if answer.strip():
            paper.text(answer)
        else:
            paper.answer(prompt)
    if facts["themes"]:
        paper.heading("Themes of the Code")
        paper.choices(facts["themes"], facts["chosen"])


# --- A portfolio -----------------------------------------------------------


def portfolio_facts(portfolio: Portfolio, *, at: datetime) -> dict[str, Any]:
    cycle = portfolio.cycle
    owner = portfolio.owner
    span = (
        f"{uk_date(cycle.starts_on)} to {uk_date(cycle.ends_on)}"
        if cycle
        else "All that is in the record"
    )
    return {
        "title": f"CPD portfolio: {owner.name or owner.email}",
        **identity.current().letterhead,
        "name": owner.name or owner.email,
        "facts": [
            ("Regulator", Regulator(portfolio.regulator).label),
            ("Cycle", span),
            ("Made on", uk_date(clock.uk_day(at))),
        ],
        "totals": [_total(progress) for progress in portfolio.progress],
        "entries": [
            _entry(entry, portfolio.evidence.get(entry.pk, []), portfolio.regulator)
            for entry in portfolio.entries
        ],
        "feedback": [_piece(piece) for piece in portfolio.feedback],
        "accounts": [
            _account(account, str(portfolio.numbers[account.pk]))
            for account in portfolio.accounts
        ],
        "small": PRIVACY,
    }


def _total(progress: Any) -> tuple[str, str, str]:
    if progress.in_minutes:
        have, needed = figures.hours(progress.have), figures.hours(progress.needed)
    else:
        have, needed = str(progress.have), str(progress.needed)
    return progress.label, have, needed


def _entry(
    entry: CpdEntry, evidence: Sequence[CpdEvidence], regulator: str
) -> dict[str, Any]:
    return {
        "title": entry.title,
        "facts": [
            *entry_fields(entry, regulator),
            ("Evidence", ", ".join(file.name for file in evidence) or NONE),
        ],
    }


def entry_fields(entry: CpdEntry, regulator: str) -> list[tuple[str, str]]:
    """Return terms and values in the order in which the regulator's log has them."""
    dates = uk_date_range(entry.starts_on, entry.ends_on)
    participatory = entry.participatory_minutes
    shares = hours_words(participatory) if participatory else NONE
    fields: dict[str, list[tuple[str, str]]] = {
        Regulator.NMC: [
            ("Dates", dates),
            ("Method", entry.get_method_display()),
            ("Topic and relevance", entry.relevance or entry.title),
            ("What I learned", entry.learnt),
            ("How I apply it", entry.applied),
            ("Link to the Code", ", ".join(entry.theme_labels)),
            ("Hours", hours_words(entry.minutes)),
            ("Participatory", shares),
            ("How participatory", entry.how_participatory),
        ],
        Regulator.HCPC: [
            ("Date", dates),
            ("Activity", entry.relevance or entry.title),
            ("Type of learning", entry.get_learning_type_display()),
            ("What I learned", entry.learnt),
            ("Benefit to my practice", entry.applied),
            ("Benefit to service users", entry.benefit),
            ("Hours", hours_words(entry.minutes)),
        ],
        Regulator.SWE: [
            ("Type of CPD", entry.get_learning_type_display()),
            ("Description and relevance", entry.relevance or entry.title),
            ("Date", dates),
            ("What I learned", entry.learnt),
            ("Impact on practice and people", entry.benefit or entry.applied),
            ("Peer", entry.peer_role),
            ("What I learned from a peer", entry.peer_learning),
            ("Hours", hours_words(entry.minutes)),
        ],
    }
    provider = [("Provider", entry.provider)]
    return [(term, said) for term, said in fields[regulator] + provider if said]


def _piece(piece: Feedback) -> dict[str, Any]:
    return {
        "title": f"{uk_date(piece.received_on)}, {piece.get_came_from_display()}",
        "facts": [("Type", piece.get_kind_display()), ("Content", piece.content)],
    }


def portfolio_pdf(portfolio: Portfolio, *, at: datetime) -> bytes:
    return pdf("cpd/portfolio.typ", portfolio_facts(portfolio, at=at))


def portfolio_docx(portfolio: Portfolio, *, at: datetime) -> bytes:
    facts = portfolio_facts(portfolio, at=at)
    paper = Paper(facts["title"], author=facts["body"])
    paper.title("CPD portfolio")
    paper.facts([("Name", facts["name"]), *facts["facts"]])
    if facts["totals"]:
        paper.heading("Totals")
        paper.table(["Requirement", "In the record", "Asked for"], facts["totals"])
    paper.heading("CPD log", 1)
    for entry in facts["entries"]:
        paper.heading(entry["title"])
        paper.facts(entry["facts"])
    paper.heading("Practice-related feedback", 1)
    for piece in facts["feedback"]:
        paper.heading(piece["title"])
        paper.facts(piece["facts"])
    for account in facts["accounts"]:
        paper.new_page()
        _write_account(paper, account)
    paper.text(PRIVACY, soft=True)
    return paper.to_bytes()


# --- A reflection sheet, to fill in ----------------------------------------


def sheet_facts(
    *, regulator: str, at: datetime, event: Event | None = None, name: str = ""
) -> dict[str, Any]:
    """Return what a reflection sheet says; without an event it serves for any."""
    body = identity.current().name
    themes = prompts.asks_for_themes(regulator)
    suggested = event.suggested_themes if event is not None and themes else []
    return {
        "body": body,
        "name": name,
        "made_on": uk_date(clock.uk_day(at)),
        "event": {
            "title": event.title if event else "",
            "when": lines.when(event) if event else "",
            "where": (event.venue or event.get_mode_display()) if event else "",
            "hours": hours_words(event.cpd_minutes) if event else "",
            "audience": event.audience if event else "",
            "organiser": (event.host or body) if event else "",
        },
        "regulator": Regulator(regulator).label,
        "prompts": [prompt.words for prompt in prompts.of(regulator)],
        "themes": CodeTheme.labels if themes else [],
        "suggested_themes": [CodeTheme(value).label for value in suggested],
    }


_TERMS = {
    "title": "Event",
    "when": "When",
    "where": "Where",
    "hours": "CPD",
    "organiser": "Organised by",
}


def _sheet_pairs(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the rows at the head of the sheet; empty ones are left to fill in."""
    told = facts["event"]["title"]
    pairs = [("Name", facts["name"])] if facts["name"] or not told else []
    return [
        *pairs,
        *(
            (term, facts["event"][key])
            for key, term in _TERMS.items()
            if facts["event"][key] or not told
        ),
    ]


def sheet_pdf(facts: dict[str, Any]) -> bytes:
    """Return the sheet to print and write on by hand."""
    given = facts | {
        **identity.current().letterhead,
        "title": _sheet_title(facts),
        "facts": _sheet_pairs(facts),
        "small": PRIVACY,
    }
    return pdf("cpd/reflection_sheet.typ", given)


def sheet_docx(facts: dict[str, Any]) -> bytes:
    """Return the sheet to fill in: the body's own template, or ours."""
    template = reflection_templates.current()
    if template is not None:
        try:
            return docx.fill(reflection_templates.content_of(template), facts)
        except (TemplateRefused, OSError):
            # It was good when it was uploaded. Nobody goes without a sheet for it.
            log.warning("reflection_template_failed", template=template.pk)
    paper = Paper(_sheet_title(facts), author=facts["body"])
    paper.text("Reflection sheet", soft=True)
    paper.title(facts["event"]["title"] or "What I learned")
    paper.facts(_sheet_pairs(facts))
    for prompt in facts["prompts"]:
        paper.heading(prompt)
        paper.answer(prompt)
    if facts["themes"]:
        paper.heading("Themes of the Code")
        if facts["suggested_themes"]:
            named = ", ".join(facts["suggested_themes"])
            paper.text(f"Suggested for this event: {named}.", soft=True)
        paper.choices(facts["themes"])
    paper.text(PRIVACY, soft=True)
    return paper.to_bytes()


def _sheet_title(facts: dict[str, Any]) -> str:
    title = facts["event"]["title"]
    return f"Reflection sheet: {title}" if title else "Reflection sheet"
