"""The HTTP border: a FastAPI application around the services it is given."""

from dataclasses import replace

from fastapi import Depends, FastAPI
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.access.authorise import authorise, require_complete
from api.access.cross_origin import CrossOrigin
from api.access.cross_site import CrossSite
from api.access.identify import Access, Identify
from api.access.secure_cookies import SecureCookies
from api.access.streams import Streams
from api.admission import Admission
from api.allowances import Allowances, allowance_of
from api.case_events import CaseEvents
from api.client_address import networks
from api.described_app import DescribedApp
from api.document_files import PagePictures
from api.gate_runs import GateRuns
from api.guard import LOOPBACK_NAMES, Guard
from api.held_bodies import HeldBodies
from api.measures import Measures
from api.one_release import OneRelease
from api.openai_errors import OpenAiErrors
from api.page_door import PageDoor
from api.people_services import public_host
from api.problems import install_problems
from api.rate_limits import RateLimits, RefusedKeys
from api.reindexing import Reindexing
from api.request_log import RequestLog, Unexpected
from api.routes import (
    answers,
    audit,
    batch_answers,
    chat_completions,
    console,
    conversations,
    customers,
    demo,
    description,
    documents,
    drafts,
    edit_documents,
    editor_pages,
    findings,
    gaps,
    handoffs,
    health,
    keys,
    knowledge_health,
    look_at_documents,
    mcp,
    metrics,
    people,
    proactive,
    release_gate,
    releases,
    replies,
    search,
    service,
    session,
    sign_in,
    suggestions,
    suspected,
    webhooks,
    widget,
)
from api.routes.context import Context
from api.services import Services
from api.shedding import Shedding

DESCRIPTION = """Answers with the page they rest on and a calibrated probability of being right;
hands over to a person when that probability is too low. Errors are RFC 9457 problem documents."""


def create_app(
    services: Services,
    *,
    access: Access,
    measures: Measures | None = None,
    allowances: Allowances | None = None,
) -> FastAPI:
    """The application; nothing is opened or started before the first request.

    ``access`` tells who calls: ``Access()`` knows nobody, and only what is open to anybody answers.
    Without ``allowances`` nobody asks too often.
    """
    settings, limits = services.settings, services.settings.limits
    admission = Admission(
        at_once=limits.at_once(by_language_model=settings.asks_language_model),
        most_waiting=limits.waiting,
    )
    measures = measures or Measures()
    services = replace(services, on_reply=measures.reply)
    app = DescribedApp(
        title="Tradewind",
        version="1",
        description=DESCRIPTION,
        # api/routes/description.py gives it, so that it has its right like every other route;
        # the usual documentation pages load scripts from the network
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # a redirection would name the scheme and host that a proxy called us by
        redirect_slashes=False,
        # told whole by DescribedApp; what is named here is not described by FastAPI
        responses={"4XX": {"description": ""}, "5XX": {"description": ""}},
        telemetry={"tracing": False},
        dependencies=[Depends(authorise)],
    )
    app.state.context = Context(
        services=services,
        reindexing=Reindexing(services.releases, folder=services.run_dir, launch=services.launch),
        gate_runs=(
            GateRuns(services.gate, folder=services.run_dir, launch=services.launch)
            if services.gate is not None
            else None
        ),
        pictures=PagePictures(services.render_page),
        templates=Environment(
            loader=PackageLoader("api", "console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ),
        case_events=CaseEvents(),
        measures=measures,
        admission=admission,
    )
    install_problems(app)
    for routes in (
        *(
            answers,
            batch_answers,
            chat_completions,
            mcp,
            search,
            suggestions,
            replies,
            releases,
            release_gate,
            health,
            console,
        ),
        *(
            description,
            findings,
            service,
            gaps,
            knowledge_health,
            suspected,
            handoffs,
            conversations,
            drafts,
            webhooks,
            widget,
            demo,
            proactive,
            keys,
            people,
            audit,
            customers,
            metrics,
            session,
            sign_in,
            editor_pages,
        ),
    ):
        app.include_router(routes.router)
    # an address of a document ends in anything: what stands behind one comes first
    for router in (
        *(look_at_documents.strict, look_at_documents.router),
        *(edit_documents.strict, edit_documents.router, documents.router),
    ):
        app.include_router(router)
    require_complete(app)
    app.add_middleware(Unexpected)
    app.add_middleware(OneRelease)
    app.add_middleware(
        Shedding, admission=admission, is_urgent=services.is_urgent, keep=services.put_off
    )
    app.add_middleware(HeldBodies, max_body_bytes=settings.max_body_bytes)
    if allowances is not None:
        app.add_middleware(
            RateLimits,
            allowances=allowances,
            of_caller=allowance_of(limits.requests_per_caller),
            of_address=allowance_of(limits.requests_per_address),
            of_visitors=allowance_of(limits.visitors_per_address),
        )
    app.add_middleware(PageDoor)
    app.add_middleware(Streams, access=access)
    app.add_middleware(CrossSite, sessions=services.people.sessions if services.people else None)
    app.add_middleware(Identify, access=access)
    app.add_middleware(SecureCookies, always=bool(services.people and services.people.is_secure))
    app.add_middleware(
        RefusedKeys,
        allowances=allowances,
        allowance=allowance_of(limits.wrong_keys_per_address),
        trusted=networks(settings.trusted_proxies),
    )
    app.add_middleware(CrossOrigin, origins=access.origins)
    app.add_middleware(
        Guard,
        hosts=(
            *LOOPBACK_NAMES,
            services.settings.host,
            *services.settings.public_names,
            public_host(services.settings),
        ),
        max_body_bytes=services.settings.max_body_bytes,
        max_upload_bytes=services.settings.max_upload_bytes,
    )
    # around everything that refuses a request, so that these clients understand why
    app.add_middleware(OpenAiErrors)
    app.add_middleware(RequestLog, measure=measures.request)
    return app
