"""Workers that say who they are to whoever connects: ``small_workers.py COUNT FILE [fails]``.

``FILE`` gets the port; with ``fails`` no worker can ever answer.
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from api.serve import beside, bind
from api.settings import Settings
from api.workers import Workers
from ingest.errors import ModelUnavailable


def run(
    number: int, listening: socket.socket, *, ready: Callable[[], None], alive: Callable[[], None]
) -> None:
    """Answers each connection with its number and process, after a moment."""
    if "fails" in sys.argv:
        raise ModelUnavailable("there is no model 'x'; install it")
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    ready()
    while not stopped:
        alive()
        if not select.select([listening], [], [], 0.02)[0]:
            continue
        connection, _ = listening.accept()
        with connection:
            connection.recv(100)
            time.sleep(0.1)
            connection.sendall(f"{number} {os.getpid()}".encode())


def main() -> None:
    """Until told to stop."""
    first = bind(Settings(port=0))
    sockets = [first, *beside(first, int(sys.argv[1]) - 1)]
    Path(sys.argv[2]).write_text(str(first.getsockname()[1]), encoding="utf-8")
    try:
        Workers(run, sockets, stop_seconds=5).run()
    except ModelUnavailable as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")


if __name__ == "__main__":
    main()
