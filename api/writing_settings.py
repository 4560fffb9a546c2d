"""``[language_model]``: where a language model is reached, its limits, and where its key is."""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from answer.language_model import LanguageModelSettings
from api.secret_file import read_secret
from ingest.errors import SettingsInvalid


class LanguageModelSetting(BaseModel):
    """One OpenAI-compatible endpoint. The key itself is never a setting."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    base_url: Annotated[str, Field(min_length=8, max_length=500)]
    """Up to and with ``/v1``."""
    model: Annotated[str, Field(min_length=1, max_length=200)]
    api_key_file: Path | None = None
    api_key_variable: Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]{0,99})?$")] = ""
    """Name of the environment variable that holds the key."""
    connect_seconds: Annotated[float, Field(ge=0.05, le=60)] = 3.0
    silent_seconds: Annotated[float, Field(ge=0.1, le=600)] = 30.0
    """How long its stream may pause."""
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    failures_to_open: Annotated[int, Field(ge=1, le=1_000)] = 5
    """Failures in a row after which it is left alone for a while."""
    open_seconds: Annotated[float, Field(ge=1, le=3_600)] = 30.0
    parallel_calls: Annotated[int, Field(ge=1, le=256)] = 8
    max_output_tokens: Annotated[int, Field(ge=64, le=32_768)] = 1024

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, found: str) -> str:
        try:
            parts = urlsplit(found)
            port = parts.port
        except ValueError:
            raise ValueError("is no address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise ValueError("give an address like http://127.0.0.1:11434/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("holds more than an address; the key goes into a file or a variable")
        return found

    @field_validator("api_key_variable")
    @classmethod
    def _is_not_ours(cls, found: str) -> str:
        if found.upper().startswith("TRADEWIND_"):
            raise ValueError("names beginning with TRADEWIND_ are settings; choose another")
        return found

    def settings(self) -> LanguageModelSettings:
        """As the client takes them, with the key. Raises ``SettingsInvalid`` where there is none
        although one is promised."""
        return LanguageModelSettings(
            base_url=self.base_url,
            model=self.model,
            api_key=self._api_key(),
            connect_seconds=self.connect_seconds,
            silent_seconds=self.silent_seconds,
            retries=self.retries,
            parallel_calls=self.parallel_calls,
            max_output_tokens=self.max_output_tokens,
        )

    def _api_key(self) -> str:
        if self.api_key_file is not None:
            key = read_secret(self.api_key_file, setting="language_model, api_key_file", what="key")
        elif self.api_key_variable:
            key = os.environ.get(self.api_key_variable, "").strip()
            if not key:
                raise SettingsInvalid(
                    f"language_model, api_key_variable: {self.api_key_variable} is not set; set "
                    f"it to the key"
                )
        else:
            return ""
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise SettingsInvalid(
                "language_model: what is given as the key is none: it has spaces or characters "
                "that no key has; look at the file or variable"
            )
        return key
