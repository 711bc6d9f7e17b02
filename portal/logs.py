"""Logs as events with fields, one JSON line each; and error reports, if wanted."""

import logging
import re
import sys
import traceback
from typing import Any

import structlog

from portal.core import discretion

# Addresses that end in a token open something to whoever reads them.
_TOKEN = re.compile(
    r"(/(?:join|invitation|feed|prove|stop|confirm|change|card|drafts)/)[^/\s?]+"
)
# What somebody looks for is nobody else's business.
_LOOKED_FOR = re.compile(r"(/search/[^?\s]*\?)\S+")


def hide_tokens(
    _logger: object, _name: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for key in ("request", "event"):
        if isinstance(fields.get(key), str):
            fields[key] = _TOKEN.sub(r"\1…", fields[key])
            fields[key] = _LOOKED_FOR.sub(r"\1…", fields[key])
    return fields


# A database that refuses a row quotes the row, words and all.
_ROW = re.compile(
    r"\nDETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)


def hide_words(
    _logger: object, _name: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Name an error of a private page without its message, which may quote the page."""
    error = fields.get("exc_info")
    if error and fields.get(discretion.PRIVATE):
        found = error if isinstance(error, BaseException) else None
        if isinstance(error, tuple):
            found = error[1]
        fields.pop("exc_info")
        fields["exception"] = _without_words(found or sys.exception())
    return fields


def _without_words(error: BaseException | None) -> str:
    """Return kinds and places of an error and of what led to it."""
    said = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        said.append("\n".join([type(error).__qualname__, *places]))
        behind = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or behind
    return "\nfrom ".join(said)


def hide_rows(
    _logger: object, _name: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if isinstance(fields.get("exception"), str):
        fields["exception"] = _ROW.sub("", fields["exception"])
    return fields


_shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_words,
    structlog.processors.format_exc_info,
    hide_rows,
    hide_tokens,
]

structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def report_errors_to(address: str) -> None:
    """Send errors without what people typed: no request bodies, no local variables."""
    import sentry_sdk  # noqa: PLC0415 - optional dependency

    sentry_sdk.init(
        dsn=address,
        include_local_variables=False,
        max_request_body_size="never",
        # Named one by one: what is left out here is collected by default.
        data_collection={
            "user_info": False,
            "cookies": {"mode": "off"},
            "http_headers": {"request": {"mode": "off"}},
            "http_bodies": [],
            "url_query_params": {"mode": "off"},
            "database_query_data": False,
            "queues": False,
            "stack_frame_variables": False,
            "graphql": {"document": False, "variables": False},
            "gen_ai": {"inputs": False, "outputs": False},
        },
        before_send=without_words,  # type: ignore[arg-type]  # an event is a dict
    )


def without_words(report: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """Take out of a report what it could quote: of private pages, everything."""
    private = discretion.is_private()
    for error in (report.get("exception") or {}).get("values") or []:
        error["value"] = "" if private else _ROW.sub("", error.get("value") or "")
    if private:
        for name in ("breadcrumbs", "extra", "logentry", "message"):
            report.pop(name, None)
        request = report.get("request") or {}
        for name in ("data", "cookies", "query_string", "env", "headers"):
            request.pop(name, None)
    return report
