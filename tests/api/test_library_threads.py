"""Libraries of numbers take the threads that the setting says, in every process of a server."""

import os
from pathlib import Path

import threadpoolctl

from api.bootstrap import Application
from api.settings import Settings


def most_threads() -> int:
    return max(int(one["num_threads"]) for one in threadpoolctl.threadpool_info())


def test_no_library_takes_more_threads_than_the_setting_says(tmp_path: Path) -> None:
    assert {one["user_api"] for one in threadpoolctl.threadpool_info()} >= {"blas", "openmp"}
    threadpoolctl.threadpool_limits(limits=2)
    Application(Settings(content_dir=tmp_path, var_dir=tmp_path / "var")).close()
    assert most_threads() == 1
    child = os.fork()
    if child == 0:
        os._exit(most_threads())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    Application(Settings(content_dir=tmp_path, var_dir=tmp_path / "var", threads=2)).close()
    assert most_threads() == 2
    threadpoolctl.threadpool_limits(limits=1)
