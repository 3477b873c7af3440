"""The small server behind a real socket: holds the waiting request, sends headers early."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.capture.agent.small_server import SmallServer

HELD_SECONDS = 600.0
"""Longer than any test waits: what comes while a request is held, comes before its answer."""


class Held:
    """Lets waiting requests go on the order of the test."""

    def __init__(self):
        self.go = threading.Event()
        self.arrived = threading.Semaphore(0)
        self.hold = False


@contextmanager
def serving(server: SmallServer, held: Held):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = httpx.Request(
                "POST",
                f"http://{self.headers['Host']}{self.path}",
                headers=list(self.headers.items()),
                content=body,
            )
            response = server.handle(request)
            content = response.read()
            self.send_response(response.status_code)
            self.send_header("Content-Length", str(len(content)))
            for name in ("Retry-After",):
                if name in response.headers:
                    self.send_header(name, response.headers[name])
            self.end_headers()
            self.wfile.flush()
            if self.path.endswith("/wait") and held.hold:
                held.arrived.release()
                held.go.wait(HELD_SECONDS)
            try:
                self.wfile.write(content)
            except OSError:
                self.close_connection = True

        def log_message(self, *_args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/"
    finally:
        held.go.set()
        http.shutdown()
        thread.join()
        http.server_close()
