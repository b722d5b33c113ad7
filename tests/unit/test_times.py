"""Times as pages show them: in the zone of the settings, which has a name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pixel.pages.site import Services, new_site
from pixel.pages.times import at_time, zone_name
from pixel.settings import Settings, SettingsError, read_settings
from pixel.store import Store

SUMMER, WINTER = datetime(2026, 7, 12, 18, 3, 22, tzinfo=UTC), datetime(2026, 1, 12, 18, 3, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "language", "shown", "name"),
    [
        pytest.param(
            "America/Montreal", "fr", ("12 juil., 14:03:22", "12 janv., 13:03:22"), "heure de l’Est", id="east"
        ),
        pytest.param("America/Montreal", "en", ("12 Jul, 14:03:22", "12 Jan, 13:03:22"), "Eastern Time", id="east, en"),
        pytest.param("UTC", "en", ("12 Jul, 18:03:22", "12 Jan, 18:03:22"), "Coordinated Universal Time", id="UTC"),
        pytest.param("UTC", "fr", ("12 juil., 18:03:22", "12 janv., 18:03:22"), "temps universel coordonné", id="TU"),
        pytest.param("Asia/Kolkata", "en", ("12 Jul, 23:33:22", "12 Jan, 23:33:22"), "05:30", id="no name"),
    ],
)
def test_a_page_shows_times_in_the_zone_of_the_settings(
    tmp_path: Path, timezone: str, language: str, shown: tuple[str, str], name: str
) -> None:
    settings = Settings(database=tmp_path / "unused.db", timezone=timezone)
    app = new_site("start", Services(Store(settings.database), b"", settings), catalogue="start")
    with app.test_request_context(f"/?lang={language}"):
        assert (at_time(SUMMER), at_time(WINTER)) == shown
        assert name in zone_name()


def test_without_a_setting_it_is_the_machines(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "unused.db")
    app = new_site("start", Services(Store(settings.database), b"", settings), catalogue="start")
    with app.test_request_context("/?lang=en"):
        assert SUMMER.astimezone().strftime("%H:%M:%S") in at_time(SUMMER)


@pytest.mark.parametrize("text", ["Montréal", "America/Nowhere", "../../etc/passwd", "EST5", "\0", " "])
def test_what_is_no_zone_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="PIXEL_TIMEZONE"):
        read_settings({"PIXEL_TIMEZONE": text})
