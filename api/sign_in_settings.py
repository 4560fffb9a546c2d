"""``[sign_in]``: how long people stay signed in to the console."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


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
