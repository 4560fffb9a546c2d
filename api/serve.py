"""Runs the HTTP border until it is told to stop: worker processes behind one address."""

import asyncio
import contextlib
import errno
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import uvicorn

from api.access.identify import Access
from api.access.opening import tell_first_key
from api.admission import Admission
from api.allowances import Allowances
from api.app import create_app
from api.connections import allow_connections, watched
from api.job_file import FOLDER
from api.job_process import launch_aside
from api.logs import configure_logging
from api.measures import Measures, share_measures
from api.people_services import tell_first_link
from api.served_address import noted_address
from api.services import Services
from api.settings import Settings
from api.workers import Workers
from ingest.errors import SettingsInvalid, StorageFull

ALIVE_SECONDS = 2
KEEP_ALIVE_SECONDS = 75
"""Longer than proxies keep a connection on which nothing is asked: it is they who close it, and
never while a request is on its way."""
BACKLOG = 1_024
"""Connections that wait to be accepted; the system's own limit is 4,096."""
MEASURES = "measures"
"""Below the folder of what runs."""
LINGER_SECONDS = 1.0
"""How long a server that stops leaves idle connections open: what is on its way arrives, is
answered, and told that the connection ends."""


class Administered(Protocol):
    """Who may come in, and who comes first."""

    @property
    def access(self) -> Access: ...

    def admit_first(self) -> str: ...

    def first_sign_in(self, base: str) -> str: ...


class Served(Protocol):
    """What the bootstrap gives: built when asked, warm when served, closed at the end."""

    @property
    def settings(self) -> Settings: ...

    @property
    def administration(self) -> Administered: ...

    def services(self) -> Services: ...

    def preload(self) -> None: ...

    def warm_up(self) -> None: ...

    def follow_releases(self) -> None: ...

    def lead_when_first(self) -> None: ...

    def close(self) -> None: ...


def serve(application: Served) -> None:
    """Serves until interrupted; raises ``SettingsInvalid`` when the address cannot be had, or when
    other machines can reach it and nobody could administer the server."""
    settings = application.settings
    configure_logging()
    listening = bind(settings)
    sockets = [listening, *beside(listening, settings.workers - 1)]
    ends: tuple[int, ...] = ()
    try:
        tell_first_key(application.administration.admit_first())
        application.preload()
        _clear(settings.var_dir / FOLDER / MEASURES)
        port = listening.getsockname()[1]
        address = f"http://{_shown(settings.host)}:{port}"
        if sys.stdout.isatty():
            tell_first_link(application.administration.first_sign_in(address))
        logging.getLogger("tradewind").info("console at %s/console", address)
        # nobody writes to it: it closes with the last of the server's processes
        listened_at, held_open = os.pipe()
        ends = (listened_at, held_open)
        run = partial(work, application, Allowances(), listened_at)
        with noted_address(settings.var_dir / FOLDER, address):
            Workers(run, sockets, stop_seconds=settings.stop_seconds).run()
    finally:
        for one in sockets:
            one.close()
        for end in ends:
            os.close(end)
        application.close()


def work(
    application: Served,
    allowances: Allowances,
    lifeline: int,
    number: int,
    listening: socket.socket,
    *,
    ready: Callable[[], None],
    alive: Callable[[], None],
) -> None:
    """Answers on a socket until told to stop, in a process of its own; warm before it accepts.

    ``lifeline`` is the end to be read of a pipe that all processes of the server hold open.
    """
    settings = application.settings
    try:
        folder = settings.var_dir / FOLDER / MEASURES
        share_measures(folder, number)
        measures = Measures(folder)
        services = replace(application.services(), launch=launch_aside(settings, lifeline=lifeline))
        app = create_app(
            services,
            access=application.administration.access,
            measures=measures,
            allowances=allowances,
        )
        application.warm_up()
        for aside in (application.follow_releases, application.lead_when_first):
            threading.Thread(target=aside, daemon=True, name=aside.__name__).start()
        # what stays for good is not looked through again: a full collection takes 0.2 s
        gc.collect()
        gc.freeze()

        admission: Admission = app.state.context.admission

        async def still_there() -> None:
            alive()
            measures.now(
                connected=len(server.server_state.connections),
                answering=admission.answering,
                waiting=admission.waiting,
            )

        server = StoppingServer(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                # it would believe whoever connects from this machine; see trusted_proxies
                proxy_headers=False,
                timeout_graceful_shutdown=settings.stop_seconds,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                http=watched(most_connections=allow_connections()),
                # what is guarded here is HTTP; a library for the other that happens to be
                # installed would be taken into use
                ws="none",
                callback_notify=still_there,
                timeout_notify=ALIVE_SECONDS,
            ),
            before_stop=app.state.context.case_events.close,
            ready=ready,
        )
        # uvicorn raises the interrupt again once it has stopped in good order
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        application.close()


class StoppingServer(uvicorn.Server):
    """Tells streams that never end by themselves, before it waits for what is under way."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        before_stop: Callable[[], None],
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._before_stop = before_stop
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; then it is told that connections are accepted."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, once every stream has been told and connections have had their time."""
        self._before_stop()
        for server in self.servers:
            server.close()
        state, loop = self.server_state, asyncio.get_running_loop()
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        lingers_until = loop.time() + LINGER_SECONDS
        while state.connections and loop.time() < lingers_until:
            await asyncio.sleep(0.02)
        await super().shutdown(sockets)


def bind(settings: Settings) -> socket.socket:
    """A listening socket, so that a taken port is told before anything is loaded."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends small answers at once only on sockets that name TCP; others wait 40 ms for more
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
        listening.listen(BACKLOG)
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


def beside(listening: socket.socket, count: int) -> list[socket.socket]:
    """As many more sockets on the same address; the system divides connections among them.

    One for each worker: of one socket that all accept from, the first to wake takes most.
    """
    found: list[socket.socket] = []
    # only now: a second server on the same port has been refused
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    for _ in range(count):
        other = socket.socket(listening.family, listening.type, listening.proto)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(listening.getsockname())
        other.listen(BACKLOG)
        found.append(other)
    return found


def _clear(folder: Path) -> None:
    """What an earlier server counted is not this one's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.db"):
            file.unlink()
    except OSError as error:
        raise StorageFull(
            f"{str(folder)!r} cannot be written to ({error.strerror}); make room or let it be "
            f"written to"
        ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
