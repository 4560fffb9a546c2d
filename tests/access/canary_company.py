"""A company with a word of its own in everything that no customer may learn.

Its internal papers stand where they tempt a search most: beside public ones about the same thing,
as a translation of one, as what replaced one, about a model one letter from a public one. Its desk
has cases that agents worked on, under their names, with notes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from tests.access.kept_keys import BASE, SHOP
from tests.fakes import pdf_bytes

CANARIES = (
    *("korvanthis", "belquorim", "tazzoprine", "wexlomant", "drumfelda", "quistorp", "vantabruk"),
    *("zebrandil", "osprelly", "murgentine", "fintobald", "yoxhaven", "plimsorrel", "grozzenbek"),
    *("ZQ-7741K", "CE-4471-KX", "龘靐密令", "4711.93"),
)
"""In lower case, they stand in no text for customers, and in no question below."""
PRIVATE = ("harbinque", "jollopast")
"""What a customer wrote in a conversation: for whoever may read that one, and nobody else."""
CONVERSATION = "conversation-1"
CUSTOMER = "customer-1"

_FILES: dict[str, str] = {
    "manuals/qp-450.md": """---
kind: manual
models: [QP-450]
title: QP-450 pump
---
# QP-450 pump

## Technical data

The rated power of the QP-450 is 750 W and its maximum delivery head is 32 m.

## Error E07

Error E07 means that the pump runs dry. Close the valve and fill the casing.
""",
    "policies/returns.md": """---
kind: policy
title: Returns
---
# Returns

## Sending a pump back

Ask for a return number first, then send the pump back in its original box within 30 days.
""",
    "policies/warranty.md": """---
kind: policy
title: Warranty
---
# Warranty

## How long it lasts

The warranty for pumps lasts 24 months from the day of delivery.
""",
    "faq.csv": """Question,Answer
How long does delivery to Germany take?,Parcels to Germany arrive within 4 working days.
Can dealers get a discount?,Dealers ask their own contact for a discount.
""",
    "sop/goodwill.md": """---
kind: sop
audience: agent
products: [Plimsorrel pumps]
title: Goodwill of the Korvanthis programme
---
# Goodwill of the Korvanthis programme

## Dealer discount after two complaints

Dealers may be granted a discount of 17 percent on the QP-450 pump after two complaints; enter the
code belquorim. Above that the price floor is 4711.93 EUR.

| Step | Who decides | Secret word |
| --- | --- | --- |
| Discount over 10 percent | Head of sales | tazzoprine |
""",
    "sop/ruecksendungen.md": """---
kind: sop
audience: agent
translation_of: policies/returns.md
title: Rücksendungen
---
# Rücksendungen

## Eine Pumpe zurücksenden

Erst eine Rücksendenummer nennen, Kennwort wexlomant eintragen, dann die Pumpe binnen 30 Tagen
annehmen.
""",
    "sop/warranty-2026.md": """---
kind: policy
audience: agent
supersedes: [policies/warranty.md]
title: Warranty Drumfelda
---
# Warranty Drumfelda

## How long the warranty for pumps lasts

Internally the warranty for pumps lasts 30 months from delivery, by the quistorp rule.
""",
    "sop/zq.md": """---
kind: manual
audience: agent
models: [ZQ-7741K]
markets: [JP]
title: Prototype
---
# Prototype

The prototype ZQ-7741K is a pump with a rated power of 900 W. Certificate CE-4471-KX covers it.
""",
    "sop/密.md": """---
kind: sop
audience: agent
title: 内部
---
# 内部

客户投诉两次以后，可以给予水泵折扣，口令是龘靐密令。
""",
    "sop/prices.csv": """Model,Floor price,Note
QP-450,4711.93,vantabruk
""",
}
_AGENT = {"agent": "Zebrandil"}
_RISKS = """
risks:
  safety:
    sop: sop/goodwill.md
    owner: grozzenbek
  negotiation:
    sop: sop/prices.csv
    owner: grozzenbek
"""
_TERMS = """concept,en,de,avoid:en,do_not_translate
pump,pump,Pumpe,murgentine,no
"""
_GOLDEN = (
    '{"id": "g1", "question": "What is the fintobald code?", "answerable": true, '
    '"gold": [{"document": "sop/goodwill.md", "page": null, "text": "belquorim"}]}\n'
)


def write_company(content: Path) -> None:
    """Its files, as editors keep them."""
    documents = content / "documents"
    for path, text in _FILES.items():
        target = documents / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    data = pdf_bytes(("Dealer discount for the QP-450 pump: vantabruk, 17 percent.", "osprelly"))
    (documents / "sop" / "discounts.pdf").write_bytes(data)
    for internal in ("discounts.pdf", "prices.csv"):
        facts = documents / "sop" / f"{internal}.yaml"
        facts.write_text("audience: agent\nkind: sop\n", encoding="utf-8")
    (content / "risks.yaml").write_text(_RISKS, encoding="utf-8")
    (content / "terms.csv").write_text(_TERMS, encoding="utf-8")
    (content / "golden.jsonl").write_text(_GOLDEN, encoding="utf-8")


class CanaryCompany:
    """The company's server, and callers who must not learn anything."""

    def __init__(self, application: Application, client: TestClient) -> None:
        self.application = application
        self.case_id = ""
        self.client = client
        keys = application.administration.keys
        self.keys = {
            name: keys.create(name, scopes=scopes, origins=sites, by="test", actor="test").text
            for name, scopes, sites in (
                ("chatbot", ("chatbot",), ()),
                ("widget", ("chatbot",), (SHOP,)),
                ("admin", ("admin",), ()),
            )
        }

    def ask(self, caller: str, method: str, path: str, **options: Any) -> Any:
        """The response to one of the keys, or to ``anonymous``."""
        headers = dict(options.pop("headers", {}))
        if caller in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[caller]}"
        if caller == "widget":
            headers["Origin"] = SHOP
        return self.client.request(method, path, headers=headers, **options)

    def plant(self) -> str:
        """The id of a case that agents have worked on, and left for an editor."""
        reply = self._done(
            "/v1/answers",
            question="My pump is harbinque and burnt my hand, I want to talk to a real person.",
            conversation_id=CONVERSATION,
            customer={"id": CUSTOMER, "tier": "standard"},
            market="DE",
        )
        case_id = str(reply["handoff"]["queue_id"])
        self.work_on(case_id)
        self._done(
            f"/v1/handoffs/{case_id}/promote",
            title="Plimsorrel",
            question="What is the plimsorrel?",
            answer="It is a yoxhaven.",
            **_AGENT,
        )
        return case_id

    def newest_case(self) -> str:
        """The id of the case that was opened last and nobody has worked on."""
        cases = self.ask("admin", "GET", "/v1/handoffs?unassigned=true").json()["cases"]
        return str(max(cases, key=lambda one: one["opened_at"])["id"])

    def work_on(self, case_id: str) -> None:
        """Takes, discusses, answers and resolves a case, with words among colleagues."""
        case = f"/v1/handoffs/{case_id}"
        conversation = self.ask("admin", "GET", case).json()["case"]["conversation_id"]
        self._done(f"{case}/claim", **_AGENT)
        self._done(f"{case}/note", **_AGENT, note="The osprelly team knows this customer.")
        self._done(
            f"/v1/conversations/{conversation}/messages",
            role="agent",
            text="Between us: the yoxhaven clause holds.",
            is_internal=True,
            **_AGENT,
        )
        self._done(f"{case}/reply", **_AGENT, text="We send another, jollopast.", then="stay")
        self._done(f"{case}/resolve", **_AGENT, note="Closed by the grozzenbek rule.")

    def _done(self, path: str, **body: object) -> Any:
        response = self.ask("admin", "POST", path, json=body)
        assert response.status_code in (200, 201), (path, response.text)
        return response.json()


@contextmanager
def canary_company(folder: Path, models: Path) -> Iterator[CanaryCompany]:
    """Indexed with the default model, served on this machine alone, open to chatbots."""
    content, var = folder / "content", folder / "var"
    write_company(content)
    var.mkdir()
    (var / "models").symlink_to(models, target_is_directory=True)
    application = Application(Settings(content_dir=content, var_dir=var))
    try:
        assert not application.reindex().failed
        app = create_app(application.services(), access=application.administration.access)
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
            yield CanaryCompany(application, client)
    finally:
        application.close()
