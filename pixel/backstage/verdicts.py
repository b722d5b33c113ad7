"""The page of verdicts: each, with a command that provokes it."""

from flask import Blueprint, render_template

from pixel.backstage.verdict_recipes import VERDICTS, write_command, write_recipes
from pixel.pages.addresses import here

blueprint = Blueprint("verdicts", __name__)


@blueprint.get("/verdicts")
def show_verdicts() -> str:
    """Every verdict, in the order of the checks."""
    endpoint = here().url("collector", "/tr")
    commands = {verdict: write_command(recipe, endpoint) for verdict, recipe in write_recipes(here().url).items()}
    return render_template("backstage/verdicts.html", verdicts=VERDICTS, commands=commands)
