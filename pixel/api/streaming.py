"""Answers with the live stream of what happens: everything for the teacher, for others what is their own."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, request

from pixel import clock
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.requests import StreamQuery
from pixel.classroom.stream.live import Viewer, answer_once, find_beginning, follow
from pixel.classroom.stream.messages import read_cursor, write_opening
from pixel.store import StoreUnavailable
from pixel.store.queries.classroom.stream import Cursor


class EventStream(Response):
    """Server-sent events, which no proxy on the way should gather up."""

    def __init__(self, body: Iterable[bytes]) -> None:
        super().__init__(body, headers={"X-Accel-Buffering": "no"}, content_type="text/event-stream; charset=utf-8")


def follow_stream(context: ApiContext, caller: Caller, query: StreamQuery) -> EventStream:
    """What happens, as it happens: hits recorded and ignored, ads shown, steps of the lesson; server-sent events.

    With the token all of it, without it one's own. Where many hits come at once, older ones are counted (`flood`).
    """
    try:
        return EventStream(_open(context, caller, query))
    except StoreUnavailable:
        if query.wait == 0:
            raise
        return EventStream([write_opening()])  # to anything else than a stream that ends, a browser would not return


def _open(context: ApiContext, caller: Caller, query: StreamQuery) -> Iterable[bytes]:
    viewer, after = _find_viewer(caller), _find_place(context, query)
    if context.hub and query.wait:
        return follow(context.store, context.hub, viewer, after, query.wait)
    return answer_once(context.store, viewer, after)


def _find_viewer(caller: Caller) -> Viewer:
    if caller.is_teacher:
        return Viewer(sees_all=True)
    own = caller.list_own()
    return Viewer(sees_all=False, student_id=caller.student.id if caller.student else None, visitors=own)


def _find_place(context: ApiContext, query: StreamQuery) -> Cursor | None:
    """What a browser says that comes again, before what its page asked for at first."""
    place = read_cursor(request.headers.get("Last-Event-ID", "")) or read_cursor(query.after or "")
    if place is None and query.back is not None:
        place = find_beginning(context.store, clock.now() - timedelta(seconds=query.back))
    return place
