# ruff: noqa: E501 - texts as they stand
"""What is late, overdue, expired, unused, rejected, unreadable or points nowhere, or is not."""

from typing import Any

from tests.insight.planted import Planted, PlantedKind, page

_TEXT = "Oil the chain of the {0} once a week and wipe off what is too much."


def _one(
    kind: PlantedKind,
    /,
    id_: str,
    is_defect: bool,
    why: str,
    *,
    title: str,
    body: str = "",
    changed_hours_ago: float | None = None,
    before: str | None = None,
    new: bool = False,
    waiting: float | None = None,
    cited: int | None = None,
    **facts: Any,
) -> Planted:
    """A case of one document."""
    name = "page.md"
    return Planted(
        id=id_,
        kind=kind,
        is_defect=is_defect,
        why=why,
        files={name: page(title, body or _TEXT.format(title), **facts)},
        before={name: page(title, before, **facts)} if before else {},
        new=(name,) if new else (),
        changed_hours_ago={} if changed_hours_ago is None else {name: changed_hours_ago},
        waiting={} if waiting is None else {name: waiting},
        cited={} if cited is None else {name: cited},
    )


def _late(id_: str, is_defect: bool, why: str, title: str, hours: float, **facts: Any) -> Planted:
    return _one(
        "late",
        id_,
        is_defect,
        why,
        title=title,
        before=f"The {title} is greased in spring.",
        changed_hours_ago=hours,
        **facts,
    )


LATE = (
    _late("late-two-days", True, "a standard answer, published after 48 hours", "winch", 48),
    _late("late-week", True, "a week", "capstan", 168),
    _late("late-variant", True, "a variant, eight days", "bilge pump", 200, freshness="variant"),
    _late(
        "late-case",
        True,
        "a case, forty days",
        "rudder, a case",
        24 * 40,
        freshness="case",
        kind="case",
    ),
    _one(
        "late",
        "late-new",
        True,
        "a new page, published after three days",
        title="mooring line",
        new=True,
        changed_hours_ago=72,
    ),
    _one(
        "late",
        "late-waiting",
        True,
        "changed two days ago and not published",
        title="anchor",
        waiting=50,
    ),
    _one("late", "late-waiting-week", True, "waits for a week", title="jib", waiting=170),
    _late("no-late-same-day", False, "published within the day", "tiller", 5),
    _late("no-late-almost", False, "within 24 hours", "boom", 22),
    _late(
        "no-late-variant", False, "a variant within its three days", "keel", 50, freshness="variant"
    ),
    _late(
        "no-late-case",
        False,
        "a case within its week",
        "mast, a case",
        120,
        freshness="case",
        kind="case",
    ),
    _one("late", "no-late-old", False, "unchanged for 90 days", title="oar"),
    _one(
        "late",
        "no-late-new",
        False,
        "a new page of this morning",
        title="rowlock",
        new=True,
        changed_hours_ago=4,
    ),
    _one("late", "no-late-waiting", False, "changed an hour ago", title="halyard", waiting=1),
    _one(
        "late",
        "no-late-waiting-variant",
        False,
        "a variant, changed yesterday",
        title="sheet bend",
        waiting=30,
        freshness="variant",
    ),
)

REVIEW = (
    _one("review_due", "rev-past", True, "its day has passed", title="lathe", review_by="{-10}"),
    _one("review_due", "rev-yesterday", True, "since yesterday", title="mill", review_by="{-1}"),
    _one(
        "review_due",
        "rev-policy-old",
        True,
        "a policy two years old",
        title="Holiday rules",
        kind="policy",
        changed_hours_ago=24 * 800,
    ),
    _one(
        "review_due",
        "rev-sop-old",
        True,
        "a procedure of three years ago",
        title="Goods-in check",
        kind="sop",
        changed_hours_ago=24 * 1100,
    ),
    _one(
        "review_due",
        "rev-faq-old",
        True,
        "questions two years old",
        title="Questions about saws",
        kind="faq",
        changed_hours_ago=24 * 800,
    ),
    _one(
        "review_due",
        "rev-manual-old",
        True,
        "a manual of five years ago",
        title="Jointer",
        changed_hours_ago=24 * 1900,
    ),
    _one(
        "review_due",
        "rev-stated-late",
        True,
        "the stated day passed although it was changed since",
        title="planer",
        review_by="{-5}",
        changed_hours_ago=240,
    ),
    _one(
        "review_due",
        "no-rev-future",
        False,
        "its day is to come",
        title="shaper",
        review_by="{+40}",
    ),
    _one(
        "review_due",
        "no-rev-stated-far",
        False,
        "the stated day counts, not the period",
        title="Sick-leave rules",
        kind="policy",
        review_by="{+200}",
        changed_hours_ago=24 * 900,
    ),
    _one(
        "review_due",
        "no-rev-policy-new",
        False,
        "a policy of last month",
        title="Travel rules",
        kind="policy",
        changed_hours_ago=24 * 30,
    ),
    _one(
        "review_due",
        "no-rev-manual-year",
        False,
        "a manual of last year",
        title="Sanding disc",
        changed_hours_ago=24 * 400,
    ),
    _one(
        "review_due",
        "no-rev-expired",
        False,
        "it no longer holds: nobody has to review it",
        title="Easter opening hours",
        kind="policy",
        valid_to="{-300}",
        changed_hours_ago=24 * 900,
    ),
    _one(
        "review_due",
        "no-rev-case",
        False,
        "a resolved case tells of one day",
        title="case of 2021",
        kind="case",
        changed_hours_ago=24 * 1500,
    ),
)


def _certificate(id_: str, is_defect: bool, why: str, model: str, **facts: Any) -> Planted:
    return _one(
        "certificate_expiry",
        id_,
        is_defect,
        why,
        title=f"Type approval {model}",
        body=f"The crane hook {model} was examined and approved. Number TA-{model}-77.",
        kind="certificate",
        models=f"[{model}]",
        **facts,
    )


CERTIFICATES = (
    _certificate("cer-expired", True, "run out last month", "HK-11", valid_to="{-30}"),
    _certificate("cer-expired-years", True, "run out three years ago", "HK-12", valid_to="{-1100}"),
    _certificate("cer-yesterday", True, "run out yesterday", "HK-13", valid_to="{-1}"),
    _certificate("cer-20-days", True, "20 days to go", "HK-14", valid_to="{+20}"),
    _certificate("cer-50-days", True, "50 days to go", "HK-15", valid_to="{+50}"),
    _certificate("cer-85-days", True, "85 days to go", "HK-16", valid_to="{+85}"),
    _certificate("cer-today", True, "today is its last day", "HK-17", valid_to="{+0}"),
    _certificate("no-cer-year", False, "a year to go", "HK-21", valid_to="{+365}"),
    _certificate("no-cer-open", False, "without an end", "HK-22", valid_from="{-200}"),
    _certificate("no-cer-100", False, "100 days to go", "HK-23", valid_to="{+100}"),
    Planted(
        id="no-cer-replaced",
        kind="certificate_expiry",
        is_defect=False,
        why="run out, and replaced by another",
        files={
            "old.md": page(
                "Type approval HK-24, 2020",
                "The crane hook HK-24 was examined under number TA-24-1.",
                kind="certificate",
                models="[HK-24]",
                valid_to="{-90}",
            ),
            "new.md": page(
                "Type approval HK-24, renewed",
                "The crane hook HK-24 was examined again under number TA-24-2.",
                kind="certificate",
                models="[HK-24]",
                valid_from="{-90}",
                valid_to="{+900}",
                supersedes="[no-cer-replaced/old.md]",
            ),
        },
    ),
    Planted(
        id="no-cer-replaced-soon",
        kind="certificate_expiry",
        is_defect=False,
        why="runs out in two weeks, and the next one is there",
        files={
            "old.md": page(
                "Type approval HK-25, 2021",
                "The crane hook HK-25 was examined under number TA-25-1.",
                kind="certificate",
                models="[HK-25]",
                valid_to="{+14}",
            ),
            "new.md": page(
                "Type approval HK-25, 2026",
                "The crane hook HK-25 was examined again under number TA-25-2.",
                kind="certificate",
                models="[HK-25]",
                valid_from="{+15}",
                valid_to="{+1500}",
                supersedes="[no-cer-replaced-soon/old.md]",
            ),
        },
    ),
    _one(
        "certificate_expiry",
        "no-cer-policy",
        False,
        "an offer that ran out is no certificate",
        title="Offer on hoists",
        kind="policy",
        valid_to="{-20}",
    ),
)

UNUSED = (
    _one(
        "never_answered",
        "unu-manual",
        True,
        "nothing was ever answered from it",
        title="Theodolite",
        cited=0,
    ),
    _one(
        "never_answered",
        "unu-faq",
        True,
        "nor from these questions",
        title="Questions about theodolites",
        kind="faq",
        cited=0,
    ),
    _one(
        "never_answered",
        "unu-zh",
        True,
        "nor from this one",
        title="水准仪",
        body="每次使用前检查水准仪的气泡是否居中。",
        cited=0,
    ),
    _one(
        "never_answered",
        "unu-policy",
        True,
        "nor from this policy",
        title="Lending of tripods",
        kind="policy",
        cited=0,
    ),
    _one(
        "never_answered",
        "unu-old",
        True,
        "there for a year",
        title="Plumb line",
        cited=0,
        changed_hours_ago=24 * 365,
    ),
    _one(
        "never_answered", "no-unu-once", False, "answered from once", title="Spirit level", cited=1
    ),
    _one(
        "never_answered",
        "no-unu-new",
        False,
        "there since last week",
        title="Laser level",
        cited=0,
        changed_hours_ago=24 * 7,
        new=True,
    ),
    _one(
        "never_answered",
        "no-unu-expired",
        False,
        "no longer holds",
        title="Fair in spring",
        kind="policy",
        cited=0,
        valid_to="{-120}",
    ),
    _one(
        "never_answered",
        "no-unu-future",
        False,
        "holds from next month on",
        title="Fair in winter",
        kind="policy",
        cited=0,
        valid_from="{+30}",
    ),
    _one(
        "never_answered",
        "no-unu-often",
        False,
        "answered from daily",
        title="Measuring tape",
        cited=40,
    ),
)


def _rejected(id_: str, is_defect: bool, why: str, title: str, right: int, wrong: int) -> Planted:
    words = f"The {title} is calibrated every second winter by its maker."
    return Planted(
        id=id_,
        kind="rejected_passage",
        is_defect=is_defect,
        why=why,
        files={
            "page.md": page(title, f"## Use\n\nHold the {title} level.\n\n## Service\n\n{words}")
        },
        judged=(("page.md", words, right, wrong),),
    )


REJECTED = (
    _rejected("rej-three", True, "three times wrong, never right", "barometer", 0, 3),
    _rejected("rej-most", True, "wrong more often than right", "hygrometer", 2, 5),
    _rejected("rej-ten", True, "ten times wrong", "anemometer", 1, 10),
    _rejected("rej-four", True, "four times wrong", "rain gauge", 0, 4),
    _rejected("rej-half", True, "half of eight", "sundial", 4, 4),
    _rejected("no-rej-once", False, "once is no pattern", "thermometer", 0, 1),
    _rejected("no-rej-mostly-right", False, "right far more often", "compass", 20, 3),
    _rejected("no-rej-right", False, "always right", "sextant", 6, 0),
    _rejected("no-rej-two-of-ten", False, "two of ten", "astrolabe", 8, 2),
    Planted(
        id="no-rej-before-change",
        kind="rejected_passage",
        is_defect=False,
        why="rejected before its text was corrected",
        files={"page.md": page("Orrery", "Wind the orrery up once a month with its own key.")},
        judged=(("page.md", "Wind the orrery up once a month with its own key.", 0, 5),),
        changed_hours_ago={"page.md": 10},
        before={"page.md": page("Orrery", "Wind the orrery up once a week with any key.")},
    ),
)


def _made(id_: str, is_defect: bool, why: str, **made: str) -> Planted:
    return Planted(
        id=id_,
        kind="unreadable",
        is_defect=is_defect,
        why=why,
        made={name.replace("_", "."): what for name, what in made.items()},
    )


def _read(id_: str, is_defect: bool, why: str, text: str) -> Planted:
    return Planted(id=id_, kind="unreadable", is_defect=is_defect, why=why, files={"page.md": text})


UNREADABLE = (
    _made("unr-broken-pdf", True, "a file cut short", scan_pdf="broken pdf"),
    _made("unr-locked-pdf", True, "a file that asks for a password", offer_pdf="locked pdf"),
    _made(
        "unr-empty-page",
        True,
        "a page that is a picture of nothing readable",
        plan_pdf="picture pdf",
    ),
    _made("unr-broken-docx", True, "no ZIP although it is called so", letter_docx="broken docx"),
    _made(
        "unr-half-picture", True, "one readable page and one picture", guide_pdf="half picture pdf"
    ),
    _read(
        "unr-mojibake",
        True,
        "decoded wrongly before it came to us",
        page(
            "Hinweise",
            "Ã„nderungen am GehÃ¤use sind unzulÃ¤ssig. Die Ã–ffnung fÃ¼r das Kabel bleibt geschlossen. "
            "WÃ¤hrend der PrÃ¼fung muss das GerÃ¤t vÃ¶llig abgekÃ¼hlt sein.",
        ),
    ),
    _read(
        "unr-replaced",
        True,
        "letters replaced by marks",
        page(
            "Notice",
            "La r\ufffd\ufffdgulation s'arr\ufffd\ufffdte apr\ufffd\ufffds une dur\ufffd\ufffde d\ufffd\ufffdfinie. "
            "V\ufffd\ufffdrifiez la temp\ufffd\ufffdrature et le d\ufffd\ufffdbit.",
        ),
    ),
    _read(
        "unr-cid",
        True,
        "glyph numbers in place of letters",
        page(
            "Datasheet",
            "(cid:44)(cid:81)(cid:83)(cid:88)(cid:87) (cid:57)(cid:82)(cid:79)(cid:87)(cid:68)(cid:74)(cid:72) "
            "(cid:50)(cid:88)(cid:87)(cid:83)(cid:88)(cid:87) (cid:70)(cid:88)(cid:85)(cid:85)(cid:72)(cid:81)(cid:87)",
        ),
    ),
    _made("unr-blank-docx", True, "a file that holds no text", blank_docx="empty docx"),
    _made("no-unr-pdf", False, "an ordinary PDF", page_pdf="text pdf"),
    _made("no-unr-short", False, "one line", note_txt="Closed on Monday."),
    _read(
        "no-unr-codes",
        False,
        "error codes and symbols",
        page(
            "Signals", "| Code | Lamp |\n|---|---|\n| E-01 | ●○○ |\n| E-02 | ●●○ |\n| E-03 | ●●● |"
        ),
    ),
    _read(
        "no-unr-french",
        False,
        "accents as they should be",
        page("Réglage", "La régulation s'arrête après une durée définie. Vérifiez la température."),
    ),
    _read(
        "no-unr-thai", False, "Thai", page("คู่มือ", "ทำความสะอาดเครื่องด้วยผ้านุ่มแห้งสัปดาห์ละครั้ง ห้ามใช้น้ำ")
    ),
    _read(
        "no-unr-hex",
        False,
        "a dump in a block of code",
        page(
            "Loader",
            "Send these bytes:\n\n```\n7f 45 4c 46 02 01 01 00 00 3e 00\n```\n\nThe lamp lights.",
        ),
    ),
    _read(
        "no-unr-formula",
        False,
        "formulas",
        page(
            "Torque",
            "M = F · r; with F = 20 N and r = 0.3 m, M = 6 N·m. η ≈ P₂ / P₁ ≤ 1; Δt ≥ 5 K.",
        ),
    ),
    _read(
        "no-unr-portuguese",
        False,
        "an à and an ã that belong there",
        page(
            "Manutenção",
            "A manutenção é à base de água. Não use álcool. Ã é uma letra do português.",
        ),
    ),
    _read(
        "no-unr-swedish",
        False,
        "Swedish letters",
        page("Skötsel", "Torka av höljet med en fuktig trasa. Åtgärda läckor genast."),
    ),
)

LINKS = (
    _one(
        "dangling_link",
        "lin-original",
        True,
        "its original is not there",
        title="Manuel du treuil",
        translation_of="winches/winch-en.md",
    ),
    _one(
        "dangling_link",
        "lin-replaced",
        True,
        "what it replaces is not there",
        title="Chain hoist 2026",
        supersedes="[hoists/2024.pdf]",
    ),
    _one(
        "dangling_link",
        "lin-typo",
        True,
        "a letter is wrong",
        title="Traducción de pagos",
        translation_of="policies/payment-term.md",
    ),
    _one(
        "dangling_link",
        "lin-one-of-two",
        True,
        "one of two is not there",
        title="Chain hoist rules",
        supersedes="[policies/privacy-2019.md, policies/hoists-2019.md]",
    ),
    Planted(
        id="lin-chain",
        kind="dangling_link",
        is_defect=True,
        why="a translation of a translation",
        files={
            "en.md": page("Pulley", "Grease the pulley every month with graphite grease."),
            "de.md": page(
                "Rolle",
                "Die Rolle jeden Monat mit Graphitfett schmieren.",
                translation_of="lin-chain/en.md",
            ),
            "nl.md": page(
                "Katrol",
                "Smeer de katrol elke maand met grafietvet.",
                translation_of="lin-chain/de.md",
            ),
        },
        about=("nl.md",),
    ),
    Planted(
        id="lin-circle",
        kind="dangling_link",
        is_defect=True,
        why="each replaces the other",
        files={
            "a.md": page(
                "Tackle A",
                "A tackle of four parts lifts four times the pull.",
                supersedes="[lin-circle/b.md]",
            ),
            "b.md": page(
                "Tackle B",
                "Reeve the tackle to advantage where it is possible.",
                supersedes="[lin-circle/a.md]",
            ),
        },
    ),
    Planted(
        id="no-lin-original",
        kind="dangling_link",
        is_defect=False,
        why="its original is there",
        files={
            "en.md": page("Shackle", "Tighten the pin of the shackle and turn it back a little."),
            "fr.md": page(
                "Manille",
                "Serrez l'axe de la manille et dévissez-le un peu.",
                translation_of="no-lin-original/en.md",
            ),
        },
    ),
    Planted(
        id="no-lin-replaced",
        kind="dangling_link",
        is_defect=False,
        why="what it replaces is there",
        files={
            "old.md": page("Slings 2023", "Slings are coloured by load: violet carries one tonne."),
            "new.md": page(
                "Slings 2026",
                "Slings are sewn with their load in tonnes.",
                supersedes="[no-lin-replaced/old.md]",
            ),
        },
    ),
    _one("dangling_link", "no-lin-none", False, "it names none", title="Turnbuckle"),
    _one(
        "dangling_link",
        "no-lin-demo",
        False,
        "a page of the demo",
        title="Datenschutz",
        body="Wir geben keine Adressen weiter.",
        translation_of="policies/privacy.md",
    ),
    Planted(
        id="no-lin-chain-of-versions",
        kind="dangling_link",
        is_defect=False,
        why="a third version replaces the second, which replaced the first",
        files={
            "one.md": page("Eye bolts 1", "Eye bolts are loaded along their shank alone."),
            "two.md": page(
                "Eye bolts 2",
                "Eye bolts with a collar take a pull from the side.",
                supersedes="[no-lin-chain-of-versions/one.md]",
            ),
            "three.md": page(
                "Eye bolts 3",
                "Swivelling eye bolts are used for all new work.",
                supersedes="[no-lin-chain-of-versions/two.md]",
            ),
        },
    ),
)


def _golden(id_: str, is_defect: bool, why: str, *places: tuple[str, str], **files: str) -> Planted:
    return Planted(
        id=id_,
        kind="orphaned_golden",
        is_defect=is_defect,
        why=why,
        files={name.replace("_", "."): text for name, text in files.items()},
        golden=places,
    )


GOLDEN = (
    _golden("gol-gone", True, "the document is gone", ("manuals/gone.pdf", "any text")),
    _golden(
        "gol-renamed", True, "the document has another name now", ("policies/privacy-policy.md", "")
    ),
    _golden(
        "gol-text",
        True,
        "the sentence was changed",
        ("page.md", "Store the wax below 20 °C."),
        page_md=page("Bees' wax", "Store the wax below 25 °C in a dark room."),
    ),
    _golden("gol-both", True, "neither place exists", ("a.md", "red"), ("b.md", "blue")),
    _golden(
        "no-gol-there",
        False,
        "the place is there",
        ("page.md", "Store the varnish below 20 °C."),
        page_md=page("Varnish", "Store the varnish below 20 °C in a dark room."),
    ),
    _golden(
        "no-gol-broken-lines",
        False,
        "there, broken into lines otherwise",
        ("page.md", "Thin the paint with a tenth of water."),
        page_md=page("Paint", "Thin the paint\nwith a tenth of\nwater."),
    ),
    _golden(
        "no-gol-one-of-two",
        False,
        "one of two places is there",
        ("page.md", "Glue sets overnight."),
        ("gone.md", "Glue sets overnight."),
        page_md=page("Glue", "Glue sets overnight."),
    ),
    _golden(
        "no-gol-document",
        False,
        "a document without a text",
        ("page.md", ""),
        page_md=page("Turpentine", "Keep turpentine closed."),
    ),
    _golden("no-gol-unanswerable", False, "a question that nothing may answer"),
)
