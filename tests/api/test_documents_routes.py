"""Editors' documents over HTTP: states, uploads, facts, the parse, undo; what nobody else sees."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.bootstrap import Application
from api.document_listing import DocumentListing, LiveRelease
from api.page_marks import marked_places, marks_svg
from index.passage import PassageBlock
from tests.api.edited_company import Editor, address, editor, sha256
from tests.fakes import pdf_bytes
from tests.small_company import FILES, SECRET

MANUAL = "manuals/xr-200-en.md"
INTERNAL = "sop/goodwill.md"


@pytest.fixture
def ines(company: Application, tmp_path: Path) -> Iterator[Editor]:
    with editor(company, tmp_path) as made:
        yield made


def states(ines: Editor) -> dict[str, str]:
    return {path: one["state"] for path, one in ines.list().items() if one["state"] != "published"}


def test_every_document_is_listed_with_its_state(ines: Editor) -> None:
    assert set(ines.list()) == set(FILES)
    assert states(ines) == {}
    ines.put("new/a.md", b"# New\n")
    ines.put(MANUAL, b"# Another\n", seen=ines.list()[MANUAL]["sha256"])
    (ines.documents_dir / "faq.csv.yaml").write_text("audience: agent\n")
    (ines.documents_dir / "manuals/parts.md").unlink()
    (ines.documents_dir / "sop/broken.pdf").write_bytes(b"no PDF")
    (ines.documents_dir / "policies/returns.md.yaml").write_text("freshness: never\n")
    (ines.documents_dir / "out.md").symlink_to("/etc/passwd")
    listed = ines.list()
    assert states(ines) == {
        "new/a.md": "new",
        MANUAL: "changed",
        "faq.csv": "changed",
        "manuals/parts.md": "removed",
        "sop/broken.pdf": "failed",
        "policies/returns.md": "failed",
        "out.md": "failed",
    }
    assert listed[MANUAL]["changed"] == ["bytes", "facts"]
    assert listed["faq.csv"]["changed"] == ["facts"]
    assert listed["faq.csv"]["facts"]["audience"] == "agent"
    assert "freshness is 'never'" in listed["policies/returns.md"]["reason"]
    assert "link" in listed["out.md"]["reason"]
    counted = {one["state"]: one["documents"] for one in ines.get("/v1/documents").json()["states"]}
    assert counted["published"] == len(FILES) - 4
    assert counted["failed"] == 3
    assert set(ines.list(state="new")) == {"new/a.md"}
    assert set(ines.list(q="XR-200", kind="manual", language="es")) == {"manuals/xr-200-es.md"}
    assert set(ines.list(product="xr-300")) == {"manuals/xr-300-en.md"}
    page = ines.get("/v1/documents", limit=3, offset=2).json()
    assert [one["path"] for one in page["documents"]] == sorted(listed)[2:5]
    assert page["total"] == len(listed)


def test_a_document_comes_in_is_replaced_and_is_taken_back(ines: Editor) -> None:
    before = ines.files()
    added = ines.put("manuals/泵 & Öl?.md".replace("?", ""), b"# Pump\n")
    assert added.status_code == 201
    assert added.headers["location"] == "/v1/documents/manuals/%E6%B3%B5%20%26%20%C3%96l.md"
    assert added.headers["etag"] == f'"{sha256(b"# Pump" + bytes([10]))}"'
    path = "manuals/泵 & Öl.md"
    assert ines.put(path, b"# Two\n").status_code == 409
    assert ines.put(path, b"# Two\n", seen="0" * 64).status_code == 412
    assert ines.put(path, b"# Two\n", seen=sha256(b"# Pump\n")).status_code == 200
    assert ines.put(path, b"# Three\n", seen=sha256(b"# Pump\n")).status_code == 412
    trash = ines.get("/v1/documents-trash").json()["trash"]
    assert [one["action"] for one in trash] == ["replaced", "added"]
    for one in trash:
        restore = f"/v1/documents-trash/{one['id']}/restore"
        assert ines.http.post(restore, json={"by": "Ines"}).status_code == 200
    assert ines.files() == before
    log = ines.get("/v1/documents-edits").json()["edits"]
    assert [one["action"] for one in log] == ["restored", "restored", "replaced", "added"]
    assert {one["by"] for one in log} == {"Ines"}


def test_a_new_file_can_come_with_its_facts(ines: Editor) -> None:
    facts = json.dumps({"audience": "agent", "kind": "sop", "models": ["XR-200A"]})
    assert ines.put("sop/new.md", b"# New\n", facts=facts).status_code == 201
    assert ines.list()["sop/new.md"]["facts"]["audience"] == "agent"
    for wrong in (
        '{"kind": "fax"}',
        '{"knid": "faq"}',
        "[]",
        "{",
        '{"kind": 3}',
        '{"title": "a\\u0000"}',
    ):
        refused = ines.put("sop/other.md", b"# New\n", facts=wrong)
        assert refused.status_code == 422, wrong
        assert refused.json()["errors"]
    assert "sop/other.md" not in ines.list()


def test_facts_are_shown_by_their_files_and_written_back(ines: Editor) -> None:
    (ines.documents_dir / "manuals/_facts.yaml").write_text("products: [XR]\naudience: agent\n")
    found = ines.get(f"{address(MANUAL)}/facts").json()
    assert found["facts"]["audience"] == "agent"
    assert found["own"] == {
        "kind": "manual",
        "models": ["XR-200A", "XR-200B"],
        "title": "XR-200 series manual",
    }
    by_key = {one["key"]: one for one in found["stated"]}
    assert by_key["audience"]["source"] == "folder"
    assert by_key["audience"]["file"] == "manuals/_facts.yaml"
    assert by_key["kind"]["source"] == "front_matter"
    assert by_key["kind"]["line"] == 2
    version = found["version"]
    wrong = ines.put_facts(MANUAL, version, kind="fax", valid_from="2026-02-30", models=["A"])
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} == {"kind", "valid_from"}
    assert ines.put_facts(MANUAL, version, nonsense="x").status_code == 422
    assert ines.put_facts(MANUAL, version, translation_of="../../etc/passwd").status_code == 422
    assert ines.put_facts(MANUAL, "0" * 64, kind="faq").status_code == 412
    assert ines.put_facts(MANUAL, "", kind="faq").status_code == 412
    dry = ines.http.put(
        f"{address(MANUAL)}/facts",
        json={"by": "Ines", "values": {"kind": "faq"}, "dry_run": True},
    )
    assert dry.json()["facts"]["kind"] == "faq"
    assert ines.get(f"{address(MANUAL)}/facts").json() == found
    put = ines.put_facts(
        MANUAL, version, kind="faq", audience="customer", products=None, valid_to="2027-01-31"
    )
    assert put.status_code == 200
    now = put.json()
    assert now["version"] != version
    assert now["facts"]["products"] == []
    assert now["facts"]["models"] == []
    text = (ines.documents_dir / MANUAL).read_text()
    assert text == FILES[MANUAL].replace(
        "kind: manual\nmodels: [XR-200A, XR-200B]\ntitle: XR-200 series manual\n",
        "kind: faq\nproducts:\naudience: customer\nvalid_to: 2027-01-31\n",
    )
    assert ines.get("/v1/documents-trash").json()["trash"][0]["action"] == "facts"
    again = ines.put_facts(MANUAL, now["version"], **now["own"])
    assert again.json() == now
    assert len(ines.get("/v1/documents-edits").json()["edits"]) == 1


def test_what_names_a_document_is_told_before_it_goes(ines: Editor) -> None:
    found = ines.get(f"{address(MANUAL)}/references").json()["references"]
    assert {(one["kind"], one["name"]) for one in found} >= {
        ("translation", "manuals/xr-200-zh.md"),
        ("translation", "manuals/xr-200-es.md"),
        ("golden_question", "g1"),
    }
    query = {"by": "Ines"}
    tag = {"If-Match": ines.list()[MANUAL]["sha256"]}
    refused = ines.http.delete(address(MANUAL), params=query, headers=tag)
    assert refused.status_code == 409
    assert len(refused.json()["errors"]) == len(found)
    assert MANUAL in ines.files()
    gone = ines.http.delete(address(MANUAL), params={**query, "confirm": True}, headers=tag)
    assert gone.status_code == 200
    assert states(ines)[MANUAL] == "removed"
    again = ines.http.delete(address(MANUAL), params={**query, "confirm": True}, headers=tag)
    assert again.status_code == 404
    undo = f"/v1/documents-trash/{gone.json()['undo']}/restore"
    assert ines.http.post(undo, json={"by": "Ines"}).status_code == 200
    assert states(ines) == {}


def move(ines: Editor, path: str, to: str, **more: object) -> Any:
    body = {"by": "Ines", "to": to, "seen": ines.list()[path]["sha256"], **more}
    return ines.http.post(f"{address(path)}/move", json=body)


def test_a_move_mends_what_names_the_document(ines: Editor) -> None:
    told = move(ines, MANUAL, "manuals/xr/200.md").json()
    assert told["mended"] == []
    assert ines.list()["manuals/xr-200-es.md"]["facts"]["translation_of"] == MANUAL
    back = move(ines, "manuals/xr/200.md", MANUAL)
    assert back.status_code == 200
    moved = move(ines, MANUAL, "manuals/xr/200.md", mend=True).json()
    assert set(moved["mended"]) == {"manuals/xr-200-es.md", "manuals/xr-200-zh.md"}
    listed = ines.list()
    assert listed["manuals/xr-200-es.md"]["facts"]["translation_of"] == "manuals/xr/200.md"
    undo = f"/v1/documents-trash/{moved['edit']['undo']}/restore"
    assert ines.http.post(undo, json={"by": "Ines"}).status_code == 200
    assert states(ines) == {}


def test_an_internal_document_stays_internal_wherever_it_is_moved(ines: Editor) -> None:
    (ines.documents_dir / "hidden").mkdir()
    (ines.documents_dir / "hidden/_facts.yaml").write_text("audience: agent\nkind: sop\n")
    ines.put("hidden/a.csv", b"a,b\n1,2\n")
    assert ines.list()["hidden/a.csv"]["facts"]["audience"] == "agent"
    kept = move(ines, "hidden/a.csv", "open/a.csv").json()
    assert kept["facts_kept"] is True
    assert ines.list()["open/a.csv"]["facts"]["audience"] == "agent"
    assert (ines.documents_dir / "open/a.csv.yaml").read_text() == "kind: sop\naudience: agent\n"
    inherited = move(ines, "open/a.csv", "hidden/b.csv").json()
    assert inherited["facts_kept"] is False
    ines.put("hidden/c.csv", b"a,b\n1,2\n")
    move(ines, "hidden/c.csv", "open/c.csv", keep_facts=False)
    assert ines.list()["open/c.csv"]["facts"]["audience"] == "customer"


def test_a_page_is_shown_as_the_engine_sees_it(ines: Editor) -> None:
    of_release = ines.get(f"{address(MANUAL)}/parse").json()
    assert of_release["of"] == "release"
    table = next(one for one in of_release["blocks"] if one["kind"] == "table")
    assert table["rows"][:2] == [
        ["Model", "Rated voltage", "Rated current"],
        ["XR-200A", "24 V", "4 A"],
    ]
    assert {"XR200A", "XR200B"} == {one["canonical"] for one in table["identifiers"]}
    text = FILES[MANUAL]
    ines.put(MANUAL, text.replace("24 V", "36 V").encode(), seen=sha256(text.encode()))
    of_file = ines.get(f"{address(MANUAL)}/parse").json()
    assert of_file["of"] == "file"
    assert "36 V" in json.dumps(of_file["blocks"])
    assert ines.get(f"{address(MANUAL)}/parse", of="release").json() == {
        **of_release,
        "findings": [],
    }
    for parsed in (of_release, of_file):
        ends = [(one["start"], one["end"]) for one in parsed["chunks"]]
        assert len(ends) == parsed["chunk_count"]
        for block in parsed["blocks"]:
            start, end = ends[block["chunk"]]
            assert start <= block["start"] < end
        assert all(one["heading_path"] for one in parsed["chunks"])
    assert ines.get(f"{address(MANUAL)}/parse", page=2).status_code == 404
    assert ines.get(f"{address('none.md')}/parse").status_code == 404
    (ines.documents_dir / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    assert ines.get(f"{address('broken.docx')}/parse").status_code == 422


def test_a_pdf_s_blocks_are_found_on_its_picture(ines: Editor) -> None:
    ines.put("manuals/two.pdf", pdf_bytes(("The XR-200A needs 24 V.", "Hold the reset button.")))
    parsed = ines.get(f"{address('manuals/two.pdf')}/parse", page=2).json()
    (block,) = parsed["blocks"]
    (box,) = block["boxes"]
    assert block["found_share"] == 1
    assert box["page"] == 2
    # one inch from the left, 720 points from the bottom of A4
    assert box["x0"] == pytest.approx(72 / 595, abs=0.01)
    assert box["y0"] < 1 - 720 / 842 < box["y1"]
    assert parsed["chunks"][0]["boxes"] == [box]
    picture = ines.get(parsed["picture"])
    assert picture.headers["content-type"] == "image/png"
    assert ines.http.get(parsed["picture"]).status_code == 404
    assert ines.get(f"{address('manuals/two.pdf')}/file").content.startswith(b"%PDF")


def test_facts_of_a_certificate_are_proposed_with_their_lines(ines: Editor) -> None:
    text = (
        "# Certificate of conformity\n\nCertificate No. TC-2025-0417\n\nModel: XR-200A\n\n"
        "Standards: EN 62368-1:2020\n\nValid from 2025-03-01 until 2028-02-29\n"
    )
    ines.put("certificates/new.md", text.encode())
    found = ines.get(f"{address('certificates/new.md')}/facts/proposed").json()["proposed"]
    proposed = {one["key"]: one for one in found}
    assert proposed["valid_to"]["value"] == "2028-02-29"
    assert proposed["valid_to"]["takes"] is True
    assert "2028-02-29" in proposed["valid_to"]["line"]
    assert proposed["models"]["value"] == ["XR-200A"]
    assert ines.get(f"{address(MANUAL)}/facts/proposed").json()["proposed"] == []


def test_findings_are_accepted_for_the_bytes_that_were_seen(ines: Editor) -> None:
    text = b"# Order\n\nPay to IBAN DE89 3704 0044 0532 0130 00 at once.\n"
    ines.put("policies/pay.md", text)
    path = address("policies/pay.md")
    (found,) = ines.get(f"{path}/parse").json()["findings"]
    assert (found["kind"], found["severity"]) == ("bank_details", "warning")
    assert found["accepted"] is False
    body = {"by": "Ines", "seen": sha256(text), "kinds": ["bank_details"], "why": "it is ours"}
    accept = f"{path}/accept-findings"
    assert ines.http.post(accept, json={**body, "seen": "0" * 64}).status_code == 412
    assert ines.http.post(accept, json={**body, "kinds": ["macro"]}).status_code == 422
    assert ines.http.post(accept, json={**body, "kinds": ["nonsense"]}).status_code == 422
    assert ines.http.post(accept, json={**body, "why": ""}).status_code == 422
    assert ines.http.post(accept, json=body).status_code == 204
    assert ines.get(f"{path}/parse").json()["findings"][0]["accepted"] is True
    ines.put("policies/pay.md", text + b"Now.\n", seen=sha256(text))
    assert ines.get(f"{path}/parse").json()["findings"][0]["accepted"] is False


def test_a_quote_is_marked_on_the_picture_of_its_page(ines: Editor) -> None:
    # the demo's release is another folder's: what is marked is found in a file of these very bytes
    data = pdf_bytes(("The XR-200A needs 24 V.", "Hold the reset button."))
    with_pdf = ines.documents_dir / "two.pdf"
    with_pdf.write_bytes(data)
    locate = ines.application.editing.looks.locate_in("two.pdf", sha256(data), "application/pdf")
    assert locate is not None
    text = "The XR-200A needs 24 V."
    block = PassageBlock(
        kind="paragraph",
        start=0,
        end=len(text),
        level=0,
        page=1,
        page_label=None,
        language="en",
        header_rows=0,
    )
    start = text.index("24")
    (box,) = marked_places(text, [block], start=start, end=len(text), page=1, locate=locate)
    (whole,) = marked_places(text, [block], start=0, end=len(text), page=1, locate=locate)
    assert whole.x0 < box.x0 < box.x1
    assert box.x1 == pytest.approx(whole.x1, abs=0.01)
    assert marked_places(text, [block], start=500, end=600, page=1, locate=locate) == ()
    assert marks_svg((box,)).count("<rect") == 1
    assert ines.application.editing.looks.locate_in("two.pdf", "0" * 64, "application/pdf") is None


def test_a_customer_s_reader_learns_nothing_of_the_editors(ines: Editor) -> None:
    ines.put("draft.md", f"# Draft {SECRET}\n".encode())
    internal = ines.list()[INTERNAL]["sha256"]
    ines.put(MANUAL, f"# {SECRET} changed\n".encode(), seen=ines.list()[MANUAL]["sha256"])
    ines.http.delete(
        address("sop/ruecksendungen.md"),
        params={"by": SECRET, "confirm": True},
        headers={"If-Match": "*"},
    )
    customer = ines.http.get
    listed = customer("/v1/documents", params={"limit": 1000})
    paths = {one["path"] for one in listed.json()["documents"]}
    assert paths == {path for path in FILES if not path.startswith("sop/")}
    assert internal not in listed.text
    hidden = [
        *("/v1/documents-trash", "/v1/documents-edits"),
        *(
            f"{address(path)}/{rest}"
            for path in (MANUAL, "draft.md", INTERNAL, "none.md")
            for rest in ("facts", "facts/proposed", "references", "file", "parse?of=file")
        ),
        *(f"{address(path)}/parse" for path in ("draft.md", INTERNAL, "none.md")),
        *(address(path) for path in ("draft.md", INTERNAL)),
    ]
    for path in hidden:
        answer = customer(path)
        assert answer.status_code == 404, path
        assert SECRET not in answer.text
    shown = customer(f"{address(MANUAL)}/parse")
    assert shown.status_code == 200
    assert shown.json()["of"] == "release"
    assert SECRET not in shown.text
    same = {customer(f"{address(path)}/parse").text for path in (INTERNAL, "none.md")}
    assert len(same) == 1


@pytest.mark.parametrize(
    "path",
    [
        *(
            "..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/etc/passwd",
            "a/%2e%2e/b.md",
            "a%00.md",
            "%ff.md",
        ),
        *("a%5cb.md", "C%3a/a.md", ".hidden.md", "a%0a.md", "_facts.yaml", "%c0%ae%c0%ae/a.md"),
        *("a%2f%2fb.md", "con.md", "a.md%20", "%e2%80%aea.md", "%ed%a0%80.md", "x" * 300 + ".md"),
    ],
)
def test_a_path_that_is_none_changes_nothing(ines: Editor, path: str) -> None:
    before = ines.files()
    for answer in (
        ines.http.put(f"/v1/documents/{path}?by=x", content=b"text"),
        ines.http.put(f"/v1/documents/{path}?by=x", content=b"text", headers={"If-Match": "*"}),
        ines.http.delete(f"/v1/documents/{path}?by=x&confirm=true", headers={"If-Match": "*"}),
        ines.http.post(f"/v1/documents/{path}/move", json={"by": "x", "to": "b.md", "seen": "*"}),
        ines.http.get(f"/v1/documents/{path}/facts?audience=agent"),
        ines.http.get(f"/v1/documents/{path}/parse?audience=agent"),
        ines.http.get(f"/v1/documents/{path}/file?audience=agent"),
    ):
        assert answer.status_code in (400, 404, 405, 409, 412, 422), (
            answer.request.url,
            answer.text,
        )
        assert "/tmp" not in answer.text
    moved = ines.http.post(
        f"{address('faq.csv')}/move", json={"by": "x", "to": "../b.csv", "seen": "*"}
    )
    assert moved.status_code == 422
    assert ines.files() == before


def test_names_of_people_who_act_are_asked_for(ines: Editor) -> None:
    for query in ("", "?by=", "?by=desk", f"?by={'x' * 200}"):
        assert ines.http.put(f"/v1/documents/a.md{query}", content=b"a").status_code == 422
    assert "a.md" not in ines.files()


def test_what_was_not_touched_since_the_release_is_taken_as_it_read_it(
    company: Application, tmp_path: Path
) -> None:
    with editor(company, tmp_path) as ines:
        manifest, content = ines.application._live_release()
        later = datetime.now(UTC) + timedelta(days=1)
        live = LiveRelease(
            release=manifest.release,
            built_at=f"{later:%Y-%m-%dT%H:%M:%SZ}",
            cards={card.path: card for card in content.cards},
        )
        listing = DocumentListing(ines.documents_dir, live=lambda: live, max_file_bytes=10**6)
        assert {one.state for one in listing.documents()} == {"published"}
        assert listing._facts == {}
        # as if the clock of whoever touched it were a day ahead
        sidecar = ines.documents_dir / "faq.csv.yaml"
        sidecar.write_text("audience: agent\n")
        ahead = (later + timedelta(hours=1)).timestamp()
        os.utime(sidecar, (ahead, ahead))
        changed = {one.path: one.changed for one in listing.documents() if one.changed}
        assert changed == {"faq.csv": ("facts",)}
        assert "faq.csv" in listing._facts
