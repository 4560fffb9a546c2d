"""``[sign_in]``: how long people stay signed in; and by which address they reach the console."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class SignInSetting(BaseModel):
    """Of sessions at the console."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle_minutes: Annotated[int, Field(ge=1, le=10_080)] = 120
    """Without anything done in it, a session is over."""
    longest_hours: Annotated[int, Field(ge=1, le=720)] = 12
    """Whatever is done in it: longer than a shift, shorter than a day."""

    @property
    def idle(self) -> timedelta:
        """How long a session lasts in which nothing is done."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long any session lasts."""
        return timedelta(hours=self.longest_hours)


def _public(found: str) -> str:
    """The address without a slash at its end; raises ``ValueError`` where it is none."""
    if not found:
        return found
    parts = urlsplit(found)
    has_more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or has_more:
        raise ValueError("give an address like https://desk.example.com, without a path")
    return found.rstrip("/")


PublicUrl = Annotated[str, Field(max_length=500), AfterValidator(_public)]
