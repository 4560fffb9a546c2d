"""Settings: ``tradewind.toml`` and ``TRADEWIND_*``, read once, frozen, every number bounded.

Each part of the product is handed the few values it needs; nothing reads settings globally.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from api.error_budget_setting import ErrorBudgetSettings
from api.gate_settings import GateSetting
from api.limits_setting import LimitsSetting, ProxyNetwork
from api.oidc_settings import OidcSetting
from api.retention_settings import RetentionSetting
from api.sign_in_settings import PublicUrl, SignInSetting
from api.webhook_settings import WebhookSettings
from api.writing_settings import LanguageModelSetting
from ingest.document_names import DEFAULT_MAX_FILE_BYTES
from ingest.errors import SettingsInvalid

DATABASE = "tradewind.db"
"""Below the folder of all state."""
ENVIRONMENT_PREFIX = "TRADEWIND_"
FILE_NAME = "tradewind.toml"
WITHIN = "__"
"""Between a section and its key in a variable: ``TRADEWIND_LANGUAGE_MODEL__BASE_URL``."""
SECTIONS: dict[str, type[BaseModel]] = {
    "language_model": LanguageModelSetting,
    "gate": GateSetting,
    "limits": LimitsSetting,
    "retention": RetentionSetting,
    "sign_in": SignInSetting,
    "oidc": OidcSetting,
}
_PATHS = (
    *("content_dir", "var_dir", "translation_models_dir"),
    *("audit_key_file", "audit_anchors_file"),
    *("language_model.api_key_file", "webhooks.secret_file", "oidc.client_secret_file"),
)
_NEVER_REPEATED = ("api_key", "base_url", "webhooks")
"""Beginnings of keys whose value may hold a secret by mistake."""


class Settings(BaseSettings):
    """Everything an operator may set. Build it with ``load_settings``."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    content_dir: Path = Path("kb_content")
    """The editors' folder; documents are in its ``documents/``."""
    var_dir: Path = Path("var")
    """All state: releases, the model, the database. The one folder to back up."""

    host: Annotated[str, Field(min_length=1, max_length=255)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """0 takes any free port."""
    workers: Annotated[int, Field(ge=1, le=16)] = 2
    """Processes that answer: one for each processor core that may be busy with answers."""
    stop_seconds: Annotated[int, Field(ge=1, le=300)] = 10
    """How long requests under way may take when the server is told to stop."""
    public_names: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=255)], ...], Field(max_length=100)
    ] = ()
    """Host names that the server goes by beside ``host``: those that clients and a proxy call."""
    open_on_loopback: bool = True
    """Whether programs on this machine may ask without a key, while no other can reach it."""
    trusted_proxies: Annotated[tuple[ProxyNetwork, ...], Field(max_length=100)] = ()
    """Addresses or networks whose ``X-Forwarded-For`` says where a request comes from, and whose
    ``X-Forwarded-Proto`` says whether by https."""
    limits: LimitsSetting = LimitsSetting()
    """How much one caller, one address and all together may ask."""
    max_body_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 1_000_000
    max_upload_bytes: Annotated[int, Field(ge=1_000, le=DEFAULT_MAX_FILE_BYTES)] = (
        DEFAULT_MAX_FILE_BYTES
    )
    """Of one document that an editor sends; no larger file is indexed."""
    trash_days: Annotated[int, Field(ge=1, le=3_650)] = 30
    """How long an editor's changes of documents can be taken back."""
    max_question_characters: Annotated[int, Field(ge=100, le=50_000)] = 4_000
    max_history_turns: Annotated[int, Field(ge=0, le=1_000)] = 50

    model: Annotated[str, Field(max_length=500)] = ""
    """A hub name or a folder; empty is the model that comes with Tradewind."""
    reranker: Annotated[str, Field(max_length=500)] = ""
    """A cross-encoder's hub name or folder; empty is the reranker that comes with Tradewind."""
    threads: Annotated[int, Field(ge=1, le=256)] = 1
    """For the model and the vector search. More helps indexing only on idle cores."""

    max_chunk_tokens: Annotated[int, Field(ge=32, le=512)] = 256
    exact_search_up_to: Annotated[int, Field(ge=0, le=10_000_000)] = 300_000
    """Passages from which on an approximate graph takes the place of exact search."""
    token_vectors: bool = True
    """Kept for the reranker, 100 bytes a token; left out they save disk and cost ranking."""
    keep_releases: Annotated[int, Field(ge=1, le=100)] = 3
    max_file_memory_bytes: Annotated[int, Field(ge=2**27, le=2**35)] = 2**30
    max_page_seconds: Annotated[float, Field(ge=1, le=600)] = 20.0
    max_file_seconds: Annotated[float, Field(ge=1, le=86_400)] = 1_800.0

    max_wrong_share: Annotated[float, Field(ge=0.001, le=0.5)] = 0.03
    """The error budget: the share of automatic answers that may be wrong."""

    error_budgets: ErrorBudgetSettings = ()
    """Other shares for some channels, markets or urgencies; the one that names most wins."""

    gate: GateSetting = GateSetting()
    """By how much a candidate may be worse than the live release before it is refused."""

    language_model: LanguageModelSetting | None = None
    """A model for ``writer``, ``translator`` or ``follow_up``; alone it is asked nothing."""
    translation_models_dir: Path | None = None
    """The folder of Firefox Translations models."""
    writer: Literal["quotes", "language_model"] = "quotes"
    translator: Literal["none", "language_model", "firefox"] = "none"
    follow_up: Literal["rules", "language_model"] = "rules"
    """Who makes a message standalone that leans on what was said before it."""
    max_writing_seconds: Annotated[float, Field(ge=0.1, le=120)] = 8.0
    """For writer and translator together, a message."""

    retention: RetentionSetting = RetentionSetting()
    """After how many days what is kept of customers goes."""
    audit_key_file: Path | None = None
    """Seals the audit's records; to be kept where nobody can write who can write ``var_dir``."""
    audit_anchors_file: Path | None = None
    """Where the audit's heads are kept; by default below ``var_dir``."""

    webhooks: WebhookSettings = ()
    """Who is told of the desk's hand-offs."""

    public_url: PublicUrl = ""
    """Where people reach the console, if that is not ``host`` and ``port``: a proxy's address."""
    sign_in: SignInSetting = SignInSetting()
    """How long people stay signed in to the console."""
    oidc: OidcSetting | None = None
    """An OpenID provider that people sign in with."""

    @field_validator("writer", "translator", "follow_up")
    @classmethod
    def _has_what_it_needs(cls, found: str, info: ValidationInfo) -> str:
        # what was refused itself is not in ``data``: one mistake is told once
        needs = {"language_model": "language_model", "firefox": "translation_models_dir"}
        wanted = needs.get(found, "")
        if wanted and info.data.get(wanted, "refused") is None:
            how = "[language_model] with base_url and model" if wanted in SECTIONS else wanted
            raise ValueError(f"{found!r} needs {how}")
        return found

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``load_settings`` gathered, so that every value has a place it came from."""
        return (init_settings,)

    @property
    def documents_dir(self) -> Path:
        """The folder that is indexed."""
        return self.content_dir / "documents"

    @property
    def database_file(self) -> Path:
        """The operational store."""
        return self.var_dir / DATABASE

    @property
    def asks_language_model(self) -> bool:
        """Whether an answer waits for a language model."""
        return "language_model" in (self.writer, self.translator, self.follow_up)

    @property
    def what_replies_depend_on(self) -> str:
        """Names the settings that change what is replied from one and the same release."""
        names = ("max_wrong_share", "error_budgets", "reranker", "max_question_characters")
        return " ".join(f"{name}={getattr(self, name)!r}" for name in names)

    @property
    def loopback_only(self) -> bool:
        """Whether ``host`` can be reached from this machine alone."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


def load_settings(
    file: Path | None = None, *, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Defaults ← ``tradewind.toml`` ← ``TRADEWIND_*`` ← ``overrides`` (a command's options).

    Without ``file``, ``tradewind.toml`` in the working folder is read where there is one; paths in
    it are relative to its folder. Raises ``SettingsInvalid`` naming every wrong value's place.
    """
    from_file, lines = _read_file(file)
    from_environment = _read_environment()
    from_command = {name: value for name, value in (overrides or {}).items() if value is not None}
    problems = [f"{place}: {problem}" for place, problem in _unknown(from_file, lines, os.environ)]
    known = {name: value for name, value in from_file.items() if name in Settings.model_fields}
    try:
        settings = Settings(**_merged(_merged(known, from_environment), from_command))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False):
            name = str(problem["loc"][0]) if problem["loc"] else ""
            place = _place(name, from_command, from_environment, lines, within=problem["loc"][1:])
            problems.append(f"{place}: {problem['msg']}{_shown(problem)}")
        raise SettingsInvalid("; ".join(problems)) from error
    if problems:
        raise SettingsInvalid("; ".join(problems))
    return settings


def _read_file(file: Path | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The file's values, and for each key the place it stands at."""
    path = file or Path(FILE_NAME)
    if file is None and not path.is_file():
        return {}, {}
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as error:
        raise SettingsInvalid(
            f"{path}: cannot be read ({error.strerror}); check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsInvalid(f"{path}: is not UTF-8; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsInvalid(f"{path}: is not TOML ({error}); mend it") from error
    places = {name: f"{path}:{_line_of(name, text)}: {name}" for name in values}
    for name, value in values.items():
        if isinstance(value, list):
            headers = [
                number
                for number, line in enumerate(text.splitlines(), start=1)
                if re.match(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]", line)
            ]
            for entry, number in enumerate(headers):
                places[f"{name}.{entry}"] = f"{path}:{number}: {name}"
    for dotted in _PATHS:
        section, _, name = dotted.rpartition(".")
        found = values.get(section) if section else values
        for inside in found if isinstance(found, list) else [found]:
            if isinstance(inside, dict) and isinstance(inside.get(name), str):
                inside[name] = path.parent / Path(inside[name]).expanduser()
    return values, places


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both, the other's where both have a value; of sections key by key."""
    result = {**one, **other}
    for name in SECTIONS:
        if isinstance(one.get(name), dict) and isinstance(other.get(name), dict):
            result[name] = {**one[name], **other[name]}
    return result


def _shown(problem: Mapping[str, Any]) -> str:
    """The refused value, unless it may be a secret."""
    names = [str(one) for one in problem["loc"]]
    if any(name.startswith(_NEVER_REPEATED) for name in names) or names[-1:] == ["language_model"]:
        return ""
    return f", not {problem['input']!r}"


def _read_environment() -> dict[str, Any]:
    try:
        return EnvSettingsSource(Settings, env_nested_delimiter=WITHIN)()
    except SettingsError as error:
        # what is no single value is written as JSON there
        name = re.sub(r'.*field "(\w+)".*', r"\1", str(error))
        raise SettingsInvalid(
            f"{ENVIRONMENT_PREFIX}{name.upper()}: is not JSON ({error.__cause__}); mend it, or "
            f"write it into {FILE_NAME}"
        ) from error


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"""^\s*\[*\s*["']?{re.escape(key)}["']?\s*[\]=.]""")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return number
    return 1


def _unknown(
    from_file: Mapping[str, object], lines: Mapping[str, str], environment: Mapping[str, str]
) -> list[tuple[str, str]]:
    found = [
        (lines[name], _hint(name, tuple(Settings.model_fields)))
        for name in from_file
        if name not in Settings.model_fields
    ]
    variables = tuple(
        ENVIRONMENT_PREFIX + name.upper()
        for name in (
            *Settings.model_fields,
            *(
                f"{section}{WITHIN}{key}"
                for section in SECTIONS
                for key in SECTIONS[section].model_fields
            ),
        )
    )
    found.extend(
        (name, _hint(name, variables))
        for name in sorted(environment)
        if name.upper().startswith(ENVIRONMENT_PREFIX) and name.upper() not in variables
    )
    return found


def _hint(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return (
        f"no such setting; did you mean {near[0]!r}?"
        if near
        else (f"no such setting; there are {', '.join(known)}")
    )


def _place(
    name: str,
    from_command: Mapping[str, object],
    from_environment: Mapping[str, object],
    lines: Mapping[str, str],
    *,
    within: Sequence[int | str] = (),
) -> str:
    """Where a value stands; ``within`` leads to it inside a list: the entry, then its key."""
    inside = "".join(f", entry {one + 1}" if isinstance(one, int) else f", {one}" for one in within)
    if name in from_command:
        return f"--{name.replace('_', '-').removesuffix('-dir')}{inside}"
    if name in from_environment:
        return ENVIRONMENT_PREFIX + name.upper() + inside
    entry = f"{name}.{within[0]}" if within else name
    return lines.get(entry, lines.get(name, name)) + inside
