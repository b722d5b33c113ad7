"""gunicorn's gevent worker, with a lane for plain requests for the pixel and for first pages. `pixel.serving.server`
names it to gunicorn.

What is its own is the loop over one connection's requests; the other requests, their limits, the graceful stop are
gunicorn's. The loop is that of `gunicorn.workers.base_async` for HTTP/1.1 without TLS, which is all that we serve.
"""

import socket
import sys
from contextlib import suppress
from functools import partial
from typing import Any, Self

import gevent
from gunicorn import util
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.ggevent import GeventWorker

from pixel.serving.even_shares import EvenServer, Shares
from pixel.serving.gunicorn_parser import LenientParser
from pixel.serving.plain_requests import LARGEST, describe_connection, read_plain, write_answer

READ = 1  # to libev
SLOWEST_READER_MS = 20_000  # without taking a byte of what was sent: then it is gone, or as good as
SHARES = Shares()  # gunicorn reads this file before it starts its processes


def forget_worker(_: Any, worker: Any) -> None:
    """Once a process has ended, however it did; gunicorn's `child_exit`."""
    SHARES.close(worker.age)


class Worker(GeventWorker):
    """One process of the server."""

    def run(self) -> None:
        """Serves until it is told to stop."""
        SHARES.open(self.age)
        super().run()

    def server_class(self, listener: Any, *, spawn: Any, **_: Any) -> EvenServer:  # type: ignore[override]
        """Who accepts, where gunicorn asks for a class."""
        return EvenServer(SHARES, self.age, listener, partial(self.handle, listener), spawn=spawn)

    def handle_exit(self, sig: Any, frame: Any) -> None:
        """Ends the open streams first: a graceful stop would wait for them."""
        application: Any = getattr(self, "wsgi", None)  # there is none yet where the server stops as it starts
        if application and application.hub:
            application.hub.stop()
        super().handle_exit(sig, frame)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """All requests of one connection, until it ends."""
        SHARES.add(self.age, 1)
        client.setblocking(1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux's; elsewhere the system waits for its own quarter of an hour
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SLOWEST_READER_MS)
        try:
            with suppress(NoMoreData, StopIteration), _Connection(self, listener.getsockname(), client, addr) as line:
                while line.serve_next():
                    pass
        except OSError as error:
            self.log.debug("a connection broke: %s", error)
        except Exception as error:
            self.handle_error(None, client, addr, error)
        finally:
            SHARES.add(self.age, -1)
            util.close(client)


class _Connection:
    def __init__(self, worker: Worker, here: Any, client: Any, addr: Any) -> None:
        self._worker, self._here, self._client, self._addr = worker, here, client, addr
        self._parser: Any = LenientParser(worker.cfg, client, addr)
        self._deadline: Any = worker.timeout_ctx  # gunicorn's own for the next request; past it, what is within ends
        self._known = describe_connection(here, addr, sys.stderr)
        self._hub = gevent.get_hub()
        self._readable = self._hub.loop.io(client.fileno(), READ)
        self._patience = self._hub.loop.timer(worker.cfg.keepalive, worker.cfg.keepalive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._readable.close()
        self._patience.close()

    def serve_next(self) -> bool:
        """Reads and answers a request; whether there may be another."""
        parser, worker = self._parser, self._worker
        if parser.mesg and (parser.mesg.should_close() or not parser.finish_body()):
            return False
        data = parser.unreader.take_buffered() or self._receive()
        if not data:
            return False
        environ = read_plain(data, self._known)
        if environ is not None:
            self._answer(environ)
            return worker.alive
        parser.unreader.unread(data)
        request = None
        with self._deadline():
            request = next(parser)
        if request is None:
            return False
        worker.handle_request(self._here, request, self._client, self._addr)
        return bool(worker.alive)  # a stream that ended as the server stops is not followed by another request

    def _receive(self) -> bytes:
        """What comes next; nothing where the other side is done, or says nothing for too long.

        Waits first: whoever was just answered has said nothing yet. gevent's own way, to try, to fail and to wait, with
        a new Timeout each time, takes longer than reading a hit.
        """
        self._patience.again(self._on_idle_timeout)
        try:
            self._hub.wait(self._readable)
        finally:
            self._patience.stop()
        received: bytes = self._client.recv(LARGEST)
        return received

    def _on_idle_timeout(self) -> None:
        with suppress(OSError):  # the other side was quicker
            self._client.shutdown(socket.SHUT_RD)

    def _answer(self, environ: dict[str, Any]) -> None:
        said: list[tuple[str, list[tuple[str, str]]]] = []
        application: Any = self._worker.wsgi
        answered = application(environ, lambda status, headers, _=None: said.append((status, headers)))
        try:
            body = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        status, headers = said[-1]
        self._send(write_answer(status, headers, body, is_last=not self._worker.alive))

    def _send(self, answer: bytes) -> None:
        """At one go, as a rule; `sendall` first asks how large the socket's buffer is."""
        sent = self._client.send(answer)
        if sent < len(answer):
            self._client.sendall(answer[sent:])
