"""How long nobody may try again, after so many wrong passwords.

Three counts, because each alone is a weapon: a count a name would let anybody lock a colleague out,
a count an address would let a thousand addresses guess. So a name is locked at the address that
guesses; an address that tries many names is; and a name that is tried from everywhere is, later and
for shorter, but not where its owner has signed in before. Sessions that are open go on.
"""

from dataclasses import dataclass
from datetime import timedelta

FORGOTTEN_AFTER = timedelta(hours=24)
"""Without another wrong attempt."""
KNOWN_FOR = timedelta(days=30)
"""An address from which somebody signed in."""


@dataclass(frozen=True, slots=True)
class LockRule:
    """After ``free`` wrong attempts a wait, twice as long after each further one."""

    free: int
    first_seconds: int
    longest_seconds: int

    def wait_seconds(self, failures: int) -> int:
        """After the last of so many wrong attempts."""
        if failures < self.free:
            return 0
        doublings = min(failures - self.free, 20)
        return int(min(self.first_seconds * 2**doublings, self.longest_seconds))


NAME_AT_ADDRESS = LockRule(free=5, first_seconds=30, longest_seconds=900)
ADDRESS = LockRule(free=20, first_seconds=30, longest_seconds=900)
NAME = LockRule(free=50, first_seconds=30, longest_seconds=300)
