"""The request to a page of the backstage: which visitor asks, by the cookie, and with which signal.

The backstage is on the tracking company's site, so it sees the visitor cookie first-party.
"""

from flask import request

from pixel import clock
from pixel.backstage.facts import Asking
from pixel.collect.verdict import has_gpc
from pixel.identity.cookies import read_cookies
from pixel.identity.visitor_cookie import recognise_visitor
from pixel.pages.addresses import here
from pixel.pages.site import services


def is_gpc() -> bool:
    """Whether the browser asks not to be followed."""
    return has_gpc(request.headers.get("Sec-GPC", ""))


def describe_asking() -> Asking:
    """The request, for `gather_facts`."""
    cookies = read_cookies(request.headers.get("Cookie", ""))
    visitor_id = recognise_visitor(cookies, services().key)
    return Asking(
        visitor_id, clock.now(), is_gpc=is_gpc(), is_alone=services().is_alone, is_one_address=here().is_one_address
    )
