"""Who acts on the command line: whoever may read the database could do the same by other means."""

import getpass

COMMAND_LINE = "command line"
"""As the audit names them."""


def who_acts(said: str = "") -> str:
    """The name that is kept with what is done: what ``--by`` says, else the system's user."""
    try:
        return said.strip() or getpass.getuser()
    except (OSError, KeyError):
        return COMMAND_LINE
