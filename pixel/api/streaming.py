"""Answers with the live stream of what happens: everything for the teacher, for others what is their own."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, request

from pixel import clock
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.requests import StreamQuery
from pixel.classroom.stream.live import Viewer, answer_once, follow
from pixel.classroom.stream.messages import read_cursor
from pixel.store.queries.stream import Cursor, find_past


class EventStream(Response):
    """Server-sent events, which no proxy on the way should gather up."""

    def __init__(self, body: Iterable[bytes]) -> None:
        super().__init__(body, headers={"X-Accel-Buffering": "no"}, content_type="text/event-stream; charset=utf-8")


def follow_stream(context: ApiContext, caller: Caller, query: StreamQuery) -> EventStream:
    """What happens, as it happens: hits recorded and ignored, ads shown, steps of the lesson; server-sent events.

    With the token all of it, without it one's own. Where many hits come at once, older ones are counted (`flood`).
    """
    if caller.is_teacher:
        viewer = Viewer(True, None, frozenset())
    else:
        own = caller.list_own()
        viewer = Viewer(False, caller.student.id if caller.student else None, frozenset(own))
    after = read_cursor(request.headers.get("Last-Event-ID", "")) or read_cursor(query.after or "")
    if after is None and query.back is not None:
        after = context.store.read(find_past, clock.now() - timedelta(seconds=query.back))
    if context.hub is None or query.wait == 0:
        return EventStream(answer_once(context.store, after or _beginning(context), viewer))
    return EventStream(follow(context.store, context.hub, after, viewer, query.wait))


def _beginning(context: ApiContext) -> Cursor:
    """Nothing of the past, where nothing was said of it."""
    return context.store.read(find_past, clock.now() + timedelta(days=1))
