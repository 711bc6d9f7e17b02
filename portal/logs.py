"""Logs as events with fields, one JSON line each; and error reports, if wanted."""

import logging
import re

import structlog

# Addresses that end in a token open something to whoever reads them.
_TOKEN = re.compile(r"(/(?:join|invitation|feed|prove|stop)/)[^/\s?]+")


def hide_tokens(
    _logger: object, _name: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for key in ("request", "event"):
        if isinstance(fields.get(key), str):
            fields[key] = _TOKEN.sub(r"\1…", fields[key])
    return fields


_shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
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
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
    )
