"""A real HTTP server on this machine, on a free port, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], *, let_go: threading.Event) -> Iterator[str]:
    """Its address, without a path; ``let_go`` is set at the end, for answers that are held back."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
