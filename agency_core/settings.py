"""What a person may set from outside: environment variables that begin with AGENCY_."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from agency_core.errors import SetupProblem

DATABASE_FILE = "agency.sqlite3"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Settings of one installation; each has a default that works on one machine without any set-up."""

    model_config = SettingsConfigDict(env_prefix="AGENCY_", extra="ignore")

    data: Path = Path("data")
    """Folder of the database, uploads, backups and drawn title cards."""
    database_url: SecretStr = SecretStr("")
    """Address of a PostgreSQL database (postgresql+psycopg://...); the embedded one in the data folder when empty."""
    role: Literal["all", "ui", "api", "worker"] = "all"
    """What this process does."""
    host: str = "127.0.0.1"
    """Address to listen on; other than loopback only with TLS or behind a proxy that has it."""
    port: int = 8501
    """Port of the dashboard and the API."""
    sign_in: Literal["auto", "required"] = "auto"
    """Whether people sign in: from the first owner on (auto), or also before there is one (required)."""
    hosts: list[str] = []
    """Names that the agency is opened at, besides that of the public address and this machine's own, as a JSON list."""
    tls_cert: str = ""
    """File of the certificate (PEM, with its chain) when the agency speaks TLS itself; none when empty."""
    tls_key: str = ""
    """File of the key of that certificate."""
    behind_proxy: bool = False
    """Whether a proxy that speaks TLS stands in front; its word about scheme and address of a request counts then."""
    proxy_addresses: list[str] = []
    """Addresses or networks of that proxy when it does not run on this machine, as a JSON list."""
    api_per_minute: int = 120
    """How many calls of the API a token or session may make in a minute, and an address without one."""
    sandbox_url: str = ""
    """Where the sandbox network listens; this process under /sandbox when empty."""
    public_url: str = ""
    """Public HTTPS address under which networks can fetch our media; none when empty."""
    key_file: str = ""
    """File of the key that opens the database and the logins of accounts; in this user's settings when empty."""
    db_encryption: Literal["on", "off"] = "on"
    """Whether the embedded database is encrypted."""
    cors_origins: list[str] = []
    """Other origins whose pages may call the API, as a JSON list."""
    media_mb: int = 512
    """How large one file of the media library may be, in megabytes."""
    upload_mb: int = 512
    """How large one uploaded file of numbers may be, in megabytes."""
    delivery_workers: int = 24
    """How many deliveries are published at the same time."""
    oidc_issuer: str = ""
    """Address of the OpenID Connect provider that people may sign in with; none when empty."""
    oidc_client_id: str = ""
    """What the provider calls this agency."""
    oidc_client_secret: SecretStr = SecretStr("")
    """The secret it gave this agency."""
    oidc_name: str = "your organisation"
    """What the button says after "Sign in with"."""
    oidc_hosts: list[str] = []
    """Hosts of our own network that the provider lives at, as host or host:port, as a JSON list."""
    oidc_domain: str = ""
    """Everybody with a verified mail address of this domain may come without an invitation; nobody when empty."""
    oidc_role: Literal["manager", "editor", "approver", "analyst", "viewer"] = "viewer"
    """What they are then, for the whole agency."""
    smtp_url: SecretStr = SecretStr("")
    """Mail server for reports (smtps://user:password@host:465, smtp+starttls://...:587, smtp://host:25); none when empty."""
    mail_from: str = ""
    """Address that mail comes from."""
    ping_url: SecretStr = SecretStr("")
    """Address of a dead-man's switch that is called each minute while the engine lives (as of healthchecks); none when empty."""
    watchdog_webhook: SecretStr = SecretStr("")
    """Address that the watchdog posts to when the agency is down; none when empty."""
    watchdog_mail: str = ""
    """Mail address that the watchdog tells; none when empty."""
    backup_s3_url: str = ""
    """Bucket of an S3-compatible storage that gets a copy of each backup (https://host/bucket/folder); none when empty."""
    backup_s3_region: str = "us-east-1"
    """Region of that storage."""
    backup_s3_key_id: str = ""
    """Name of the key to that storage."""
    backup_s3_secret: SecretStr = SecretStr("")
    """The key to that storage."""
    notify_hosts: list[str] = []
    """Hosts of our own network that notifiers may call, as host or host:port, as a JSON list."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Level of the log."""
    log_format: Literal["human", "json"] = "human"
    """Shape of the log written to standard error; its file in the data folder is JSON lines in any case."""
    metrics_port: int = 0
    """Loopback port at which a process with the role worker shows its figures to Prometheus; none when 0."""
    otlp_endpoint: str = ""
    """Base address of an OpenTelemetry collector (OTLP over HTTP) that gets traces; none when empty."""

    @property
    def database_file(self) -> Path:
        """The embedded database."""
        return self.data / DATABASE_FILE

    @property
    def database(self) -> Path | str:
        """Where the database is: its file, or the address of its server."""
        return self.database_url.get_secret_value() or self.database_file

    @property
    def must_sign_in(self) -> bool:
        """Whether people sign in also before there is an owner: when it is asked for, and where others could connect."""
        return self.sign_in == "required" or self.behind_proxy or self.host not in LOOPBACK

    @property
    def own_url(self) -> str:
        """Address of this process on this machine."""
        return f"{'https' if self.tls_cert else 'http'}://127.0.0.1:{self.port}"

    @property
    def sandbox_base(self) -> str:
        """Base address of the sandbox network."""
        return (self.sandbox_url or f"{self.own_url}/sandbox").rstrip("/")


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        SetupProblem: a variable holds what it cannot hold; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"AGENCY_{first['loc'][0]}".upper()
        raise SetupProblem(f"{name} is wrong: {first['msg']}.", field=name, remedy="Correct it, or leave it unset.") from error
    except SettingsError as error:
        raise SetupProblem(f"A setting is wrong: {error}.", remedy='Lists are JSON: ["https://one", "https://two"].') from error
