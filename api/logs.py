"""What the server writes about itself: one JSON line an event, on standard error.

A line written while a request is answered carries the request's id.
"""

import logging
from typing import TextIO

import structlog

_QUIET = ("uvicorn.error", "httpx2", "httpcore2", "openai", "mcp")
"""Libraries that would write every address they call, or what they are sent."""


def configure_logging(stream: TextIO | None = None) -> None:
    """One JSON line an event, on standard error unless told otherwise."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # a line at the beginning and the end of each request, which has its own already
    logging.getLogger("mcp").setLevel(logging.WARNING)
