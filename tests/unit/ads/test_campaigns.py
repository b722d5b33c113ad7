"""The seeded campaigns: what advertisers bought, and a sentence for what is not as it should be."""

from pathlib import Path

import pytest

from pixel.ads.campaigns import load_campaigns
from pixel.networks.ribambelle.town.model import TRAITS
from pixel.origins import AGENCIES
from pixel.profile.vocabulary import REGIONS, THEMES

GOOD = """
[[campaigns]]
id = "soleil-retour"
advertiser = "soleil"
advertiser_name = "Plein Soleil Évasion"
kind = "retargeting"
bid = 900
frequency_cap = 20
audience = { pixel_id = "soleil", events = ["ViewContent"], retention_days = 30, has_purchaser_exclusion = true }
fr = { title = "t", text = "t", button = "b" }
en = { title = "t", text = "t", button = "b" }
"""


def test_each_agency_buys_and_the_control_only_by_interest() -> None:
    kinds = {(campaign.advertiser, campaign.kind) for campaign in load_campaigns()}
    with_pixel = [agency for agency in AGENCIES if agency != "discrete"]
    of_guesses = {(agency, kind) for agency, kind in kinds if kind == "inferred"}
    assert kinds - of_guesses == {(agency, kind) for agency in with_pixel for kind in ("retargeting", "interest")} | {
        ("discrete", "interest")
    }
    assert of_guesses
    assert ("discrete", "inferred") not in of_guesses


def test_each_seeded_campaign_can_be_shown() -> None:
    campaigns = load_campaigns()
    assert len({campaign.id for campaign in campaigns}) == len(campaigns)
    for campaign in campaigns:
        assert campaign.bid > 0
        assert campaign.frequency_cap > 0
        assert set(campaign.creative) == {"fr", "en"}
        assert all(set(words) == {"title", "text", "button"} for words in campaign.creative.values())
        if campaign.kind == "retargeting":
            assert campaign.audience.pixel_id == campaign.advertiser
            assert campaign.audience.has_purchaser_exclusion
            assert "ViewContent" in campaign.audience.events
        elif campaign.kind == "inferred":
            assert campaign.content_id
            assert set(campaign.audience.traits) <= set(TRAITS) - {"parting"}
        else:
            assert campaign.content_id
            assert set(campaign.audience.interests) <= THEMES | REGIONS


def test_a_good_campaign_is_read(tmp_path: Path) -> None:
    file = tmp_path / "campaigns.toml"
    file.write_text(GOOD, encoding="utf-8")
    (campaign,) = load_campaigns(file)
    assert (campaign.id, campaign.bid, campaign.content_id) == ("soleil-retour", 900, "")
    assert campaign.audience.events == ("ViewContent",)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        pytest.param("bid = 900\n", "", id="no bid"),
        pytest.param('en = { title = "t", text = "t", button = "b" }\n', "", id="one language"),
        pytest.param("retention_days = 30", "retention_days = 0", id="a window of no days"),
        pytest.param("retention_days = 30", "retention_days = 181", id="a window too long"),
        pytest.param('pixel_id = "soleil"', 'pixelid = "soleil"', id="a rule that is none"),
        pytest.param('kind = "retargeting"', 'kind = "retargetting"', id="a kind that is none"),
        pytest.param('kind = "retargeting"', 'kind = "default"', id="a targeted rule on an untargeted ad"),
        pytest.param("bid = 900", "bid = 0", id="a bid of nothing"),
        pytest.param("bid = 900", 'bid = "900"', id="a bid in quotes"),
    ],
)
def test_a_slip_names_the_campaign(tmp_path: Path, good: str, bad: str) -> None:
    assert good in GOOD
    file = tmp_path / "campaigns.toml"
    file.write_text(GOOD.replace(good, bad), encoding="utf-8")
    with pytest.raises(ValueError, match="soleil-retour"):
        load_campaigns(file)
