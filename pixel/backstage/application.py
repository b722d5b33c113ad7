"""The backstage as a Flask application. On the tracking company's site, it sees the visitor cookie first-party."""

from flask import Flask

from pixel.backstage import inspector, reset, verdicts, walk
from pixel.backstage.hit_decoding import decode_request, end_of, spell_headers
from pixel.collect.device import read_device
from pixel.collect.user_agent_freeze import list_frozen
from pixel.pages.site import Services, new_site


def create_backstage(of_all: Services) -> Flask:
    """The site: the walk, the inspector, the verdicts, and the teacher's reset."""
    app = new_site("backstage", of_all, catalogue="backstage")
    app.jinja_env.globals.update(
        decode_request=decode_request,
        spell_headers=spell_headers,
        end_of=end_of,
        read_device=read_device,
        list_frozen=list_frozen,
    )
    for room in (walk, inspector, verdicts, reset):
        app.register_blueprint(room.blueprint)
    return app
