"""The ad manager as a Flask application; the composition root hands it what it must know of the network."""

from flask import Flask

from pixel.ad_manager import ads, buying, companies, logos, words
from pixel.ad_manager.access import NobodyHereError
from pixel.ad_manager.market import EXTENSION, Market
from pixel.ad_manager.render import show_nobody
from pixel.ad_manager.reports import campaign, television, television_words
from pixel.ad_manager.reports import words as report_words
from pixel.pages.site import Services, new_site


def create_ad_manager(of_all: Services, market: Market) -> Flask:
    """The site: companies, the form that buys an ad, the page of each ad."""
    app = new_site(
        "ad_manager", of_all, catalogue="networks;ad_manager;reports", error_template="ad_manager/error.html"
    )
    app.extensions[EXTENSION] = market
    app.jinja_env.globals.update(
        cents=words.write_cents,
        mc=words.write_mc,
        flight=words.write_flight,
        name_state=words.name_state,
        name_picture=words.name_picture,
        name_part=words.name_part,
        name_category=words.name_category,
        count_people=words.count_people,
        logo_url=logos.logo_url,
        part_url=logos.part_url,
        number=report_words.write_number,
        percent=report_words.write_percent,
        amount=report_words.write_amount,
        name_stage=report_words.name_stage,
        name_setting=report_words.name_setting,
        name_reason=report_words.name_reason,
        name_way=television_words.name_way,
        name_field=television_words.name_field,
        assumption=television_words.write_assumption,
        describe_left_out=television_words.describe_left_out,
    )
    for room in (companies, buying, ads, logos, campaign, television):
        app.register_blueprint(room.blueprint)
    app.register_error_handler(NobodyHereError, show_nobody)
    return app
