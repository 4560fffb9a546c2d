"""A class of risk that rises across customers: the noun of alerts."""

from dataclasses import dataclass
from datetime import datetime

from answer.desk.case import CaseColour


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What colour a class is, and on what count. Times are aware and in UTC."""

    risk_class: str
    colour: CaseColour
    """Empty once it has fallen all the way."""
    customers: int
    """Different ones in the window that ends now."""
    usual: float
    """Different ones in a window before, on average."""
    since: datetime
    """When it took this colour."""
    upheld_at: datetime
    """When the count last asked for this colour or a higher one."""

    @property
    def is_red(self) -> bool:
        """Whether its cases go on the red plan."""
        return self.colour == "red"
