"""What a command works with, of an application that is closed when the command ends."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TypeVar

from api.bootstrap import Application

Part = TypeVar("Part")


def opening(
    part: Callable[[Application], Part],
) -> Callable[[Application], AbstractContextManager[Part]]:
    """A context manager that gives one part, and closes the application however the block ends."""

    @contextmanager
    def opened(application: Application) -> Iterator[Part]:
        with closing(application):
            yield part(application)

    return opened
