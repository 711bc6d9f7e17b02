"""The addresses of the CPD record, below /my/cpd/. No address holds a word of it."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import (
    accounts,
    downloads,
    entries,
    evidence,
    feedback,
    home,
    recordings,
    writing,
)


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class PaperConverter(StringConverter):
    regex = "pdf|docx"


register_converter(DayConverter, "cpd_day")
register_converter(PaperConverter, "cpd_paper")

app_name = "cpd"
urlpatterns = [
    path("", home.home, name="home"),
    path("cycle/", home.cycle_edit, name="cycle-edit"),
    path("cycles/<cpd_day:renewal>/", home.cycle_detail, name="cycle-detail"),
    # Entries
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/new/", entries.entry_add, name="entry-add"),
    path("entries/<reference:reference>/", entries.entry_detail, name="entry-detail"),
    path(
        "entries/<reference:reference>/change/",
        entries.entry_change,
        name="entry-change",
    ),
    path(
        "entries/<reference:reference>/decide/",
        entries.entry_decide,
        name="entry-decide",
    ),
    path(
        "entries/<reference:reference>/set-aside/",
        entries.entry_set_aside,
        name="entry-set-aside",
    ),
    path(
        "entries/<reference:reference>/count-again/",
        entries.entry_count_again,
        name="entry-count-again",
    ),
    path(
        "entries/<reference:reference>/delete/",
        entries.entry_delete,
        name="entry-delete",
    ),
    path(
        "entries/<reference:reference>/reflect/",
        entries.entry_reflect,
        name="entry-reflect",
    ),
    path(
        "entries/<reference:reference>/evidence/",
        evidence.evidence_add,
        name="evidence-add",
    ),
    path(
        "evidence/<reference:reference>/", evidence.evidence_file, name="evidence-file"
    ),
    path(
        "evidence/<reference:reference>/remove/",
        evidence.evidence_remove,
        name="evidence-remove",
    ),
    path(
        "recordings/<slug:slug>/count/",
        recordings.recording_count,
        name="count-recording",
    ),
    # Feedback
    path("feedback/", feedback.feedback_list, name="feedback-list"),
    path("feedback/new/", feedback.feedback_add, name="feedback-add"),
    path(
        "feedback/<reference:reference>/",
        feedback.feedback_change,
        name="feedback-change",
    ),
    path(
        "feedback/<reference:reference>/delete/",
        feedback.feedback_delete,
        name="feedback-delete",
    ),
    # Reflective accounts
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/new/", accounts.account_start, name="account-start"),
    path(
        "accounts/<reference:reference>/",
        accounts.account_detail,
        name="account-detail",
    ),
    path(
        "accounts/<reference:reference>/write/",
        writing.account_write,
        name="account-write",
    ),
    path(
        "accounts/<reference:reference>/account.<cpd_paper:ending>",
        accounts.account_file,
        name="account-file",
    ),
    path(
        "accounts/<reference:reference>/history/",
        accounts.account_history,
        name="account-history",
    ),
    path(
        "accounts/<reference:reference>/history/<int:version>/",
        accounts.account_version,
        name="account-version",
    ),
    path(
        "accounts/<reference:reference>/history/<int:version>/restore/",
        accounts.account_restore,
        name="account-restore",
    ),
    path(
        "accounts/<reference:reference>/delete/",
        accounts.account_delete,
        name="account-delete",
    ),
    # Notes
    path("notes/<reference:reference>/", writing.note_write, name="note-write"),
    path("back/", writing.back, name="back"),
    # To take away
    path("downloads/", downloads.downloads, name="downloads"),
    path("everything.zip", downloads.everything, name="everything"),
    path(
        "portfolio.<cpd_paper:ending>", downloads.portfolio_file, name="portfolio-file"
    ),
    path(
        "cycles/<cpd_day:renewal>/portfolio.<cpd_paper:ending>",
        downloads.portfolio_file,
        name="cycle-portfolio-file",
    ),
    path(
        "reflection-sheet.<cpd_paper:ending>",
        downloads.blank_sheet,
        name="blank-sheet",
    ),
    path(
        "reflection-sheet/<str:regulator>.<cpd_paper:ending>",
        downloads.blank_sheet,
        name="blank-sheet-of",
    ),
]
