"""Settings: every wrong value is named, with its place, all of them at once."""

from pathlib import Path

import pytest

from ccengine.core.errors import SettingsError
from ccengine.settings import Settings, load


def written(folder: Path, text: str) -> Path:
    path = folder / "ccengine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(path: Path | None, environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(path, environ)
    head, *lines = str(caught.value).splitlines()
    assert head == "settings cannot be used:"
    return [line.strip() for line in lines]


def test_without_a_file_everything_has_a_safe_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {})
    assert settings == Settings()
    hosts = (settings.listen.http_host, settings.listen.screenpop_host, settings.listen.route_host)
    assert set(hosts) == {"127.0.0.1"}
    assert {settings.route.token, settings.node.events_secret, settings.node.control_secret} == {""}


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'data = "/var/lib/cc"\n[node]\nami_port = 5039\ntrunks = ["sip-a", "sip-b"]\n')
    assert load(path, {}).node.trunks == ("sip-a", "sip-b")
    settings = load(
        path,
        {
            "CCENGINE_NODE__AMI_PORT": "5040",
            "CCENGINE_NODE__TRUNKS": "one, two",
            "CCENGINE_LISTEN__SECURE": "true",
            "CCENGINE_DATA": "/srv/cc",
            "PATH": "/bin",
        },
    )
    assert (settings.node.ami_port, settings.node.trunks) == (5040, ("one", "two"))
    assert settings.listen.secure is True
    assert settings.data == Path("/srv/cc")
    assert load(path, {}).data == Path("/var/lib/cc")


def test_the_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    path = written(tmp_path, '[node]\nname = "west"\n')
    assert load(None, {"CCENGINE_CONFIG": str(path)}).node.name == "west"


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ('[node]\nami_port = "abc"', "[node] ami_port", "a whole number"),
        ("[node]\nami_port = true", "[node] ami_port", "a whole number"),
        ("[node]\nami_port = 1.5", "[node] ami_port", "a whole number"),
        ("[node]\nami_port = 70000", "[node] ami_port", "from 0 to 65535"),
        ("[node]\nname = 7", "[node] name", "text on one line"),
        ('[node]\nname = "a b"', "[node] name", "letters, digits"),
        ('[node]\nname = ""', "[node] name", "letters, digits"),
        ('[node]\nevents_secret = "a\\nb"', "[node] events_secret", "text on one line"),
        ('[node]\ntrunks = "trunk"\n[listen]\norigins = [1]', "[listen] origins", "text on one line"),
        ("[node]\ntrunks = 5", "[node] trunks", "a list of texts"),
        ('[listen]\nsecure = "maybe"', "[listen] secure", "true or false"),
        ("[pbx]\nrtp_from = 80", "[pbx] rtp_from", "media port"),
        ("[route]\nbudget_ms = -5", "[route] budget_ms", "from 10 to 5000"),
        ('[desk]\nzone = "Mars/Base"', "[desk] zone", "no time zone"),
        ('[desk]\nregion = "Uzbekistan"', "[desk] region", "country code"),
        ("[node]\nami_prot = 5038", "[node] ami_prot", "no such setting; it has name, systemname"),
        ("[noode]\nname = 'x'", "[noode]", "is no section"),
        ('node = "x"', "node", "must be a section"),
        ("data = 5", "data", "the path of a folder"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path: Path, text: str, place: str, why: str) -> None:
    path = written(tmp_path, text)
    (line,) = complaints(path, {})
    assert line.startswith(f"{path}: ")
    assert place in line
    assert why in line


def test_the_environment_is_held_to_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    lines = complaints(
        path,
        {
            "CCENGINE_NODE__AMI_PORT": "5038x",
            "CCENGINE_NODE__NOPE": "1",
            "CCENGINE_NOPE": "1",
            "CCENGINE_LISTEN__SECURE": "yes",
            "CCENGINE_CACHE": "/tmp/is-no-setting",
        },
    )
    assert sorted(line.partition(":")[0] for line in lines) == [
        "CCENGINE_LISTEN__SECURE",
        "CCENGINE_NODE__AMI_PORT",
        "CCENGINE_NODE__NOPE",
        "CCENGINE_NOPE",
    ]


def test_all_wrong_values_are_told_at_once_and_no_secret_is(tmp_path: Path) -> None:
    path = written(tmp_path, '[node]\nami_port = "x"\nevents_secret = ["hush"]\n[route]\ntoken = 5\n')
    lines = complaints(path, {"CCENGINE_NODE__CONTROL_SECRET": "sesame\nopen"})
    assert len(lines) == 4
    assert not any("hush" in line or "sesame" in line for line in lines)
    good = written(
        tmp_path, '[node]\nevents_secret = "hush"\n[database]\ndsn = "postgresql://me:hush@db/x"\n'
    )
    assert "hush" not in repr(load(good, {}))


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b"[node\n", "line 1"), (b"[node]\nname = 'a'\nname = 'b'\n", "line 3")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "ccengine.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        load(path, {})
    assert str(path) in str(caught.value)
    assert why in str(caught.value)


def test_a_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    for path, environ in ((tmp_path / "no.toml", {}), (None, {"CCENGINE_CONFIG": str(tmp_path / "no.toml")})):
        with pytest.raises(SettingsError, match="there is no such file"):
            load(path, environ)
    with pytest.raises(SettingsError, match="directory"):
        load(tmp_path, {})
