"""The table of rights: every route has a line, every line a route."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from api.access.authorise import require_complete, routes_of
from api.access.rights import RIGHTS
from api.app import create_app
from tests.everyone import EVERYONE
from tests.fakes import fake_services


def test_every_route_has_a_right_and_every_right_a_route(tmp_path: Path) -> None:
    app = create_app(fake_services(tmp_path), access=EVERYONE)
    assert sorted(routes_of(app)) == sorted(RIGHTS)


def test_a_route_that_nobody_thought_of_keeps_the_server_from_starting() -> None:
    app = FastAPI(openapi_url=None)
    app.add_api_route("/v1/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match=r"without a right \['GET /v1/forgotten'\]"):
        require_complete(app)


def test_a_mounted_application_has_to_be_named() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/beside", FastAPI())
    with pytest.raises(RuntimeError, match=r"ask nobody.*'/beside'"):
        require_complete(app)
    require_complete(app, mounts=("/beside",))
