"""What the server is told from outside: defaults, variables, flags that beat them, and sentences for slips."""

import stat
import sys
from pathlib import Path

import pytest

from pixel.settings import Settings, SettingsError, keep_secret_key, read_settings, readable_address


def test_the_defaults_of_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert read_settings({}) == Settings(
        port=8000,
        host="",
        database=Path("instance/pixel.db"),
        workers=3,
        secret_key=b"",
        teacher_token="",
        allowed_hosts=frozenset(),
        site_origins={},
        trusted_proxies=(),
    )


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        pytest.param("PIXEL_PORT", "9000", "port", 9000, id="port"),
        pytest.param("PIXEL_HOST", "0.0.0.0", "host", "0.0.0.0", id="host"),
        pytest.param("PIXEL_DATABASE_URL", "sqlite:///x/y.db", "database", Path("x/y.db"), id="relative database"),
        pytest.param("PIXEL_DATABASE_URL", "sqlite:////x/y.db", "database", Path("/x/y.db"), id="absolute database"),
        pytest.param("PIXEL_WORKERS", "4", "workers", 4, id="workers"),
        pytest.param("PIXEL_SECRET_KEY", "clé", "secret_key", "clé".encode(), id="secret key"),
        pytest.param("PIXEL_TEACHER_TOKEN", "craie", "teacher_token", "craie", id="teacher token"),
        pytest.param(
            "PIXEL_ALLOWED_HOSTS",
            " Classe.Example, b.example ,",
            "allowed_hosts",
            {"classe.example", "b.example"},
            id="allowed hosts",
        ),
        pytest.param(
            "PIXEL_TRUSTED_PROXIES",
            "127.0.0.1, 10.0.0.0/8",
            "trusted_proxies",
            ("127.0.0.1", "10.0.0.0/8"),
            id="proxies",
        ),
        pytest.param("PIXEL_CLOCK", "simulated", "has_simulated_clock", True, id="simulated clock"),
        pytest.param("PIXEL_CLOCK", "real", "has_simulated_clock", False, id="real clock"),
        pytest.param("PIXEL_PORT", "", "port", 8000, id="an empty variable says nothing"),
    ],
)
def test_a_variable_sets(name: str, text: str, attribute: str, value: object) -> None:
    assert getattr(read_settings({name: text}), attribute) == value


def test_a_flag_beats_its_variable() -> None:
    said = {"PIXEL_PORT": "9000", "PIXEL_HOST": "0.0.0.0", "PIXEL_WORKERS": "3"}
    settings = read_settings(said, port=9001, host="::1", workers=None)
    assert (settings.port, settings.host, settings.workers) == (9001, "::1", 3)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("PIXEL_PORT", "huit mille", id="a port in words"),
        pytest.param("PIXEL_PORT", "-1", id="a port below 0"),
        pytest.param("PIXEL_PORT", "65536", id="a port too high"),
        pytest.param("PIXEL_PORT", "8000.5", id="half a port"),
        pytest.param("PIXEL_PORT", "٨٠٠٠", id="a port in other digits"),
        pytest.param("PIXEL_WORKERS", "0", id="no workers"),
        pytest.param("PIXEL_WORKERS", "many", id="many workers"),
        pytest.param("PIXEL_DATABASE_URL", "mysql://x", id="another database"),
        pytest.param("PIXEL_DATABASE_URL", "sqlite:///", id="a database without name"),
        pytest.param("PIXEL_DATABASE_URL", "pixel.db", id="a bare path"),
        pytest.param("PIXEL_TRUSTED_PROXIES", "127.0.0.1, proxy", id="a proxy by name"),
        pytest.param("PIXEL_CLOCK", "slow", id="another clock"),
        pytest.param("PIXEL_SITES", "/nowhere/sites.toml", id="sites that are not there"),
    ],
)
def test_a_slip_is_named_in_a_sentence(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: text})


def sites_file(folder: Path, text: str) -> dict[str, str]:
    path = folder / "sites.toml"
    path.write_text(text, encoding="utf-8")
    return {"PIXEL_SITES": str(path)}


def test_sites_are_read_from_toml(tmp_path: Path) -> None:
    said = sites_file(tmp_path, 'soleil = "https://soleil.example/"\nnordet = "http://nordet.example:81"\n')
    assert read_settings(said).site_origins == {
        "soleil": "https://soleil.example",
        "nordet": "http://nordet.example:81",
    }


def test_a_sites_host_is_written_small_as_browsers_send_it(tmp_path: Path) -> None:
    said = sites_file(tmp_path, 'soleil = "https://Soleil.Example"\n')
    assert read_settings(said).site_origins == {"soleil": "https://soleil.example"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("soleil =", id="no TOML"),
        pytest.param('soleil = "soleil.example"', id="no scheme"),
        pytest.param('soleil = "ftp://soleil.example"', id="another scheme"),
        pytest.param('soleil = "https://soleil.example/page"', id="a page"),
        pytest.param('soleil = "https://soleil.example?x"', id="a query"),
        pytest.param('soleil = "https://["', id="no address"),
        pytest.param("soleil = 3", id="a number"),
    ],
)
def test_sites_that_are_no_origins_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="PIXEL_SITES"):
        read_settings(sites_file(tmp_path, text))


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        pytest.param("", True, id="the default"),
        pytest.param("localhost", True, id="by name"),
        pytest.param("127.0.0.1", True, id="IPv4"),
        pytest.param("::1", True, id="IPv6"),
        pytest.param("0.0.0.0", False, id="everywhere"),
        pytest.param("::", False, id="everywhere, IPv6"),
        pytest.param("192.168.1.20", False, id="a classroom"),
    ],
)
def test_loopback_is_known(host: str, is_loopback: bool) -> None:
    assert Settings(host=host).is_loopback is is_loopback


def test_a_given_key_is_used_and_not_written(tmp_path: Path) -> None:
    assert keep_secret_key(Settings(database=tmp_path / "p.db", secret_key=b"given")) == b"given"
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_beside_the_database(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "instance" / "pixel.db")
    key = keep_secret_key(settings)
    assert len(key) >= 32
    assert keep_secret_key(settings) == key
    assert [file.read_bytes() for file in (tmp_path / "instance").iterdir()] == [key]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    keep_secret_key(Settings(database=tmp_path / "pixel.db"))
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_databases_have_two_keys(tmp_path: Path) -> None:
    assert keep_secret_key(Settings(database=tmp_path / "a.db")) != keep_secret_key(
        Settings(database=tmp_path / "b.db")
    )


def test_a_key_that_was_emptied_is_not_trusted(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "pixel.db")
    keep_secret_key(settings)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"")
    with pytest.raises(SettingsError, match="delete it"):
        keep_secret_key(settings)


@pytest.mark.parametrize(
    ("said", "hits"),
    [
        pytest.param({}, 0, id="on loopback there is no limit"),
        pytest.param({"PIXEL_HOST": "0.0.0.0"}, 10, id="beyond it there is one"),
        pytest.param({"PIXEL_RATE_LIMIT": "3"}, 3, id="what is set counts on loopback too"),
        pytest.param({"PIXEL_HOST": "0.0.0.0", "PIXEL_RATE_LIMIT": "0"}, 0, id="and 0 takes it off"),
    ],
)
def test_the_limit_depends_on_who_can_reach_the_server(said: dict[str, str], hits: int) -> None:
    assert read_settings(said).hits_a_second == hits


def test_a_limit_that_is_no_number_is_named() -> None:
    with pytest.raises(SettingsError, match="PIXEL_RATE_LIMIT"):
        read_settings({"PIXEL_RATE_LIMIT": "many"})


# PostgreSQL

AWAY = "postgresql://zoe:s3cret@db.example:5433/pixel"


def test_a_postgresql_address_is_taken_as_it_stands() -> None:
    assert read_settings({"PIXEL_DATABASE_URL": AWAY}).database == AWAY


def test_without_psycopg_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"pip install 'psycopg\[binary\]'"):
        read_settings({"PIXEL_DATABASE_URL": AWAY})


def test_with_postgresql_a_secret_key_is_required() -> None:
    with pytest.raises(SettingsError, match="PIXEL_SECRET_KEY is needed with PostgreSQL"):
        keep_secret_key(read_settings({"PIXEL_DATABASE_URL": AWAY}))
    given = read_settings({"PIXEL_DATABASE_URL": AWAY, "PIXEL_SECRET_KEY": "a-long-random-text"})
    assert keep_secret_key(given) == b"a-long-random-text"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (AWAY, "postgresql://zoe@db.example:5433/pixel"),
        ("postgresql://zoe@db.example/pixel", "postgresql://zoe@db.example/pixel"),
        ("postgresql://zoe:a:b@c@db.example/pixel", "postgresql://zoe@db.example/pixel"),
        (Path("instance/pixel.db"), "instance/pixel.db"),
    ],
)
def test_people_and_logs_see_no_password(address: Path | str, shown: str) -> None:
    assert readable_address(address) == shown


def test_an_address_of_another_kind_is_refused_without_its_password() -> None:
    with pytest.raises(SettingsError, match="postgresql://user@host/database") as refused:
        read_settings({"PIXEL_DATABASE_URL": "mysql://zoe:s3cret@db.example/pixel"})
    assert "s3cret" not in str(refused.value)
