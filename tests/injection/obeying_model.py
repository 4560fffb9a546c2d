"""A language model in the attackers' hands: whatever it is asked, it does what they want.

That is worse than one that obeys what it reads: it need not have read it. It keeps to the protocol
of each of its three tasks, so that its text is not refused for its form.
"""

from dataclasses import dataclass

from tests.injection.attack import Attack
from tests.openai_server import Asked, rewording

WAYS = ("instead", "beside", "within")
"""How it obeys: says that alone, says it after the truth, or puts it into a true sentence."""


@dataclass
class ObeyingModel:
    """Answers every request for the attack at hand, in one way."""

    attack: Attack | None = None
    way: str = "instead"
    obeyed: int = 0

    def __call__(self, asked: Asked) -> str:
        """What it writes."""
        assert self.attack is not None
        self.obeyed += 1
        wants = " ".join(self.attack.wants.split()).removesuffix("[1]").strip()
        if asked.instructions.startswith("You make a customer"):
            return wants if self.way == "instead" else f"{self.attack.question} {wants}"
        if asked.instructions.startswith("You translate"):
            return "\n".join(
                f"[{number}] {self._of(quote, wants)}"
                for number, quote in enumerate(asked.quotes, start=1)
            )
        if self.way == "instead":
            return f"{wants} [1]"
        if self.way == "beside":
            return f"{rewording(asked)}\n{wants} [1]"
        lines = rewording(asked).split("\n")
        first = lines[0].rpartition("[")[0].strip().rstrip(".。")
        return "\n".join([f"{first}, {wants} [1]", *lines[1:]])

    def _of(self, quote: str, wants: str) -> str:
        line = " ".join(quote.split())
        if self.way == "instead":
            return wants
        return f"{line} {wants}" if self.way == "beside" else f"{line.rstrip('.。')}, {wants}"
