"""Settings come from the environment, else from the running instance; every problem is named at once."""

from pathlib import Path

import pytest

from app.settings import INSTANCE_FILE, Settings, SettingsError

PRODUCTION = {"ZOETROPE_ENV": "production", "ZOETROPE_SECRET_KEY": "k" * 32}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def read(home: Path, **variables: str) -> Settings:
    return Settings.from_env({"ZOETROPE_HOME": str(home), **variables})


def problems(home: Path, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(home, **variables)
    return str(refused.value).splitlines()


def test_nothing_set_is_a_development_house(home: Path) -> None:
    settings = read(home)
    assert (settings.zoetrope_port, settings.zoetrope_env, settings.zoetrope_limits) == (
        8000,
        "development",
        "on",
    )
    assert settings.public_url == "http://localhost:8000"


def test_an_empty_variable_counts_as_unset(home: Path) -> None:
    assert read(home, ZOETROPE_PORT="", S3_BUCKET="").s3_bucket == "zoetrope"


def test_every_problem_is_named_at_once(home: Path) -> None:
    named = problems(
        home, ZOETROPE_PORT="70000", ZOETROPE_ENV="staging", MAX_UPLOAD_BYTES="lots", ZOETROPE_LIMITS="maybe"
    )
    assert {line.split(":")[0] for line in named} == {
        "ZOETROPE_PORT",
        "ZOETROPE_ENV",
        "MAX_UPLOAD_BYTES",
        "ZOETROPE_LIMITS",
    }


def test_every_danger_of_production_is_named_at_once(home: Path) -> None:
    named = problems(home, ZOETROPE_ENV="production", ZOETROPE_LIMITS="off", ZOETROPE_SECRET_KEY="short")
    assert len(named) == 2
    assert any("ZOETROPE_LIMITS" in line for line in named)
    assert any("ZOETROPE_SECRET_KEY" in line for line in named)


def test_dangers_are_named_beside_mistakes(home: Path) -> None:
    named = problems(home, ZOETROPE_ENV="production", ZOETROPE_PORT="x")
    assert {line.split(":")[0].split()[0] for line in named} == {"ZOETROPE_PORT", "ZOETROPE_SECRET_KEY"}


@pytest.mark.parametrize("secret", ["", "only-for-development", "k" * 31])
def test_production_refuses_a_weak_secret(home: Path, secret: str) -> None:
    assert problems(home, ZOETROPE_ENV="production", ZOETROPE_SECRET_KEY=secret)


def test_production_with_a_good_secret_starts(home: Path) -> None:
    assert read(home, **PRODUCTION).is_production


def test_production_refuses_to_run_without_limits(home: Path) -> None:
    (line,) = problems(home, **PRODUCTION, ZOETROPE_LIMITS="off")
    assert "ZOETROPE_LIMITS" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZOETROPE_PUBLIC_URL", "clips.example"),
        ("CDN_BASE_URL", "cdn.example/z"),
        ("S3_ENDPOINT", "127.0.0.1:9000"),
        ("DATABASE_URL", "mysql://app@localhost/zoetrope"),
    ],
)
def test_an_address_says_how_to_reach_it(home: Path, name: str, value: str) -> None:
    (line,) = problems(home, **{name: value})
    assert line.startswith(f"{name}: ")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_both_names_of_postgresql_are_understood(home: Path, scheme: str) -> None:
    settings = read(home, DATABASE_URL=f"{scheme}://app:pw@db.example:5433/clips")
    assert settings.sqlalchemy_url == "postgresql+psycopg://app:pw@db.example:5433/clips"


def test_no_secret_is_shown(home: Path) -> None:
    shown = repr(read(home, ZOETROPE_SECRET_KEY="hidden-one", DATABASE_URL="postgresql://app:hidden-two@x/y"))
    assert "hidden" not in shown


def test_a_problem_with_a_secret_does_not_print_it(home: Path) -> None:
    said = "".join(problems(home, ZOETROPE_ENV="production", ZOETROPE_SECRET_KEY="hidden-one"))
    assert "hidden" not in said


def test_other_shells_find_the_running_instance(home: Path) -> None:
    (home / INSTANCE_FILE).write_text(
        "# written by the supervisor\nREDIS_URL=redis://:pw=x@127.0.0.1:1/0\n\n"
    )
    assert read(home).redis_url.get_secret_value() == "redis://:pw=x@127.0.0.1:1/0"


def test_the_environment_wins_over_the_running_instance(home: Path) -> None:
    (home / INSTANCE_FILE).write_text("S3_BUCKET=theirs\nS3_REGION=there\n")
    settings = read(home, S3_BUCKET="mine")
    assert (settings.s3_bucket, settings.s3_region) == ("mine", "there")


def test_the_public_address_has_no_closing_slash(home: Path) -> None:
    assert read(home, ZOETROPE_PUBLIC_URL="https://clips.example/").public_url == "https://clips.example"
