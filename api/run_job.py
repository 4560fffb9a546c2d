"""``python -m api.run_job``: does one order that a worker sends on standard input, and ends."""

import pickle
import sys

from api.bootstrap import Application
from api.gate_runs import GateOrder, GateRuns
from api.job_file import FOLDER
from api.job_process import end_with_server, lower_priority
from api.logs import configure_logging
from api.reindexing import Reindexing, ReindexOrder
from api.settings import Settings


def run_order(order: object, application: Application) -> None:
    """Does what is ordered; how it stands is told through its file."""
    folder = application.settings.var_dir / FOLDER
    if isinstance(order, ReindexOrder):
        Reindexing(application.releasing, folder=folder).run(order)
    elif isinstance(order, GateOrder):
        GateRuns(application.gating, folder=folder).run(order)


def main() -> None:
    """The lock that was handed over stays open until this process ends, and tells that it works."""
    # from the worker that started this process, and from nobody else
    settings, order, lifeline = pickle.load(sys.stdin.buffer)  # noqa: S301
    assert isinstance(settings, Settings)
    end_with_server(lifeline)
    lower_priority()
    configure_logging()
    application = Application(settings)
    try:
        run_order(order, application)
    finally:
        application.close()


if __name__ == "__main__":
    main()
