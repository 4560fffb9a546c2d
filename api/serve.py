"""Runs the HTTP border until it is told to stop."""

import contextlib
import errno
import logging
import socket
import threading
from collections.abc import Callable
from typing import Protocol

import structlog
import uvicorn

from api.access.identify import Access
from api.app import create_app
from api.services import Services
from api.settings import Settings
from ingest.errors import SettingsInvalid

STOP_SECONDS = 5
MOST_CONNECTIONS = 500
"""Open at once, idle ones too: 200 agents who listen (``api/case_events.py``), and 300 requests.
Above it one is answered 503. A process may usually have 1,024 files open."""


class Served(Protocol):
    """What the bootstrap gives: built when asked, warm when served, closed at the end."""

    @property
    def settings(self) -> Settings: ...

    @property
    def access(self) -> Access: ...

    def services(self) -> Services: ...

    def warm_up(self) -> None: ...

    def follow_releases(self) -> None: ...

    def watch_clocks(self) -> None: ...

    def send_webhooks(self) -> None: ...

    def close(self) -> None: ...


def serve(application: Served) -> None:
    """Serves until interrupted; raises ``SettingsInvalid`` when the address cannot be had."""
    settings = application.settings
    if not settings.loopback_only:
        raise SettingsInvalid(
            f"host: {settings.host!r} can be reached from other machines, and this version has no "
            f"keys to tell who may ask; serve on 127.0.0.1 and put a proxy that checks in front"
        )
    configure_logging()
    listening = bind(settings)
    try:
        app = create_app(application.services(), access=application.access)
        application.send_webhooks()
        for beside in (application.warm_up, application.watch_clocks, application.follow_releases):
            threading.Thread(target=beside, daemon=True, name=beside.__name__).start()
        port = listening.getsockname()[1]
        logging.getLogger("tradewind").info(
            "console at http://%s:%d/console", _shown(settings.host), port
        )
        server = StoppingServer(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                limit_concurrency=MOST_CONNECTIONS,
            ),
            before_stop=app.state.context.case_events.close,
        )
        # uvicorn raises the interrupt again once it has stopped in good order
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        listening.close()
        application.close()


class StoppingServer(uvicorn.Server):
    """Tells streams that never end by themselves, before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, *, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stop = before_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, once every stream has been told."""
        self._before_stop()
        await super().shutdown(sockets)


def bind(settings: Settings) -> socket.socket:
    """A listening socket, so that a taken port is told before anything is loaded."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends small answers at once only on sockets that name TCP; others wait 40 ms for more
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsInvalid(
                f"port: {settings.port} on {settings.host!r} is taken by another program; "
                f"stop it or choose another with --port"
            ) from error
        raise SettingsInvalid(
            f"host, port: cannot listen on {settings.host!r} port {settings.port} "
            f"({error.strerror}); choose another address"
        ) from error
    return listening


def configure_logging() -> None:
    """One JSON line an event, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
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
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
