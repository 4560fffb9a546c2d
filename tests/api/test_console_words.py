"""The console's catalogues: complete in every language, and nothing is said outside of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from babel import Locale

from answer.desk.audit_record import AuditFault
from answer.desk.case import CaseColour, CaseState, CaseStep
from answer.desk.risk_files import load_risks
from answer.desk.service_files import load_service
from answer.draft import VetoReason, WritingFailure
from answer.gate_report import MetricName, ReplyChangeKind
from answer.hint import HintCode, Severity
from answer.insight.defect import Action as DefectAction
from answer.insight.defect import DefectCode, DefectKind
from answer.insight.gap import GapState, Missing, Trend
from answer.insight.matrix import Hole
from answer.insight.why_missing import INTERNAL
from answer.question import Intent
from answer.reply import CaveatCode, HandoffReason, Level, Translation
from answer.risk import RiskAction
from answer.signal_words import SIGNAL_WORDS
from answer.what_if import Change
from api.access.caller import SCOPES
from api.access.key import KeyState
from api.access.person import PEOPLE_STATES, ROLES
from api.audit_names import KINDS
from api.document_listing import DocumentState
from api.documents_out import FIELDS
from api.interface_words import INTERFACE_LANGUAGES, interface_language, load_words
from index.build_progress import Stage
from index.manifest import ReleaseState
from index.passage import Retriever, Validity
from index.publication import PublicationKind
from index.release_difference import PassageChangeKind
from ingest.document import BlockKind, DocumentKind
from ingest.edit import EditAction
from ingest.finding import FindingKind

FIELD_NAMES = [field.key for field in FIELDS]
CONSOLE = Path(__file__).parents[2] / "api" / "console"
SCRIPTS = sorted(CONSOLE.glob("*.js"))
TEMPLATES = sorted(CONSOLE.glob("*.html"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# what is written alike in every language: our name, keys, HTTP, standards
NAMES = {"Tradewind", "Ctrl+Enter"}


def catalogue(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONSOLE / file).read_text(encoding="utf-8"))
    return found


def forms(phrase: str | dict[str, str]) -> list[str]:
    return [phrase] if isinstance(phrase, str) else list(phrase.values())


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (*SCRIPTS, *TEMPLATES))


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES[1:], ids=lambda one: one.tag)
def test_every_language_has_the_same_phrases_with_the_same_placeholders(language: Any) -> None:
    english = load_words(INTERFACE_LANGUAGES[0]).phrases
    other = load_words(language).phrases
    assert set(english) == set(other)
    for key, phrase in english.items():
        wanted = {name for form in forms(phrase) for name in PLACEHOLDER.findall(form)}  # type: ignore[arg-type]
        found = {name for form in forms(other[key]) for name in PLACEHOLDER.findall(form)}  # type: ignore[arg-type]
        assert found == wanted, key
        assert isinstance(phrase, str) == isinstance(other[key], str), key


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES, ids=lambda one: one.tag)
def test_plural_phrases_have_the_forms_of_their_language_and_no_phrase_is_blank(
    language: Any,
) -> None:
    rules = Locale.parse(language.locale).plural_form
    wanted = {"other", *rules.rules}
    for key, phrase in load_words(language).phrases.items():
        assert all(form.strip() == form != "" for form in forms(phrase)), key  # type: ignore[arg-type]
        if not isinstance(phrase, str):
            assert set(phrase) == wanted, key


def test_chinese_is_written_in_chinese() -> None:
    chinese = sorted(path.name for path in CONSOLE.glob("*.zh.json"))
    assert "words.zh.json" in chinese
    for file in chinese:
        for key, phrase in catalogue(file).items():
            if key.startswith("keys.cap."):
                continue
            for form in forms(phrase):
                words = PLACEHOLDER.sub("", form)
                assert re.search(r"[\u4e00-\u9fff]", words) or not re.search(r"[A-Za-z]", words), (
                    key
                )
                assert not re.search(r"[\u4e00-\u9fff][,;:!?]", words), f"{key}: half-width mark"


def used_keys() -> tuple[set[str], set[str]]:
    """Keys that are said as they stand, and families of which a member is chosen at run time."""
    text = source()
    # of say(test ? "a" : "b") and say("a" if test else "b") both are said
    calls = re.findall(r"""\bsay\(((?:[^()]|\([^()]*\))*)\)""", text)
    keys = {key for call in calls for key in re.findall(r"""["']([a-z]+(?:\.[\w-]+)+)["']""", call)}
    families = set(re.findall(r"""\bnamed\(\s*["'`]([a-z.]+)["'`]""", text))
    families |= {key.rstrip(".") for key in re.findall(r"""\bnamed\(\s*`([a-z.]+)\$""", text)}
    families |= {key.rstrip(".") for key in re.findall(r"""\bsay\("([a-z.]+\.)" ~""", text)}
    families |= set(re.findall(r"""family = "([a-z.]+)\"""", text))
    return keys - families, families


def test_every_phrase_is_said_somewhere_and_everything_that_is_said_is_a_phrase() -> None:
    keys, families = used_keys()
    phrases = set(load_words(INTERFACE_LANGUAGES[0]).phrases)
    assert len(keys) > 80
    assert keys <= phrases, keys - phrases
    unused = {
        key
        for key in phrases - keys
        if not any(key.startswith(f"{family}.") for family in families)
    }
    assert unused == set()
    without_members = {
        one for one in families if not any(key.startswith(f"{one}.") for key in phrases)
    }
    assert without_members <= {"signal.name"}


def visible(template: str) -> Iterator[str]:
    """What a reader of the page would see or hear that the template says itself."""
    plain = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    plain = re.sub(r"\{\{.*?\}\}", "", plain, flags=re.DOTALL)
    yield from re.findall(
        r'\b(?:aria-label|aria-description|title|placeholder|alt|label|content)="([^"]*)"', plain
    )
    yield from re.sub(r"<[^>]*>", "\n", plain).split("\n")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_by_itself(path: Path) -> None:
    for piece in visible(path.read_text(encoding="utf-8")):
        text = piece.strip(" ·")
        if text in NAMES or text.startswith("width=device-width"):
            continue
        assert not re.search(r"[^\W\d_]{2,}", text), text


STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
LITERAL = re.compile(r"[A-Z][a-z]+ [a-z]|[a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+[.!?…]?$|[a-z] .*[.!?…]$")
# names of keys and media types, not words
CODES = {"Enter", "Escape", "Accept", "Content-Type", "Ctrl+", "…"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_says_anything_by_itself(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
    code = re.sub(r"(?m)(?<![:\"'`])//.*$", "", code)
    # for who writes scripts, never shown
    code = re.sub(r"new TypeError\(.*\)", "", code)
    code = re.sub(r"""\bclass(?:: |Name = )(?:"[^"]*"|`[^`]*`)""", "", code)
    for quoted, template in STRING.findall(code):
        text = re.sub(r"\$\{[^}]*\}", "", quoted or template)
        if text in CODES or (re.fullmatch(r"[\w.\[\]#:=\"'>,() -]*", text) and "-" in text):
            continue
        assert not LITERAL.search(text), f"{path.name}: {text!r}"
        assert not re.search(r"[\u4e00-\u9fff]", text), text


def test_every_code_of_the_server_has_a_name() -> None:
    phrases = load_words(INTERFACE_LANGUAGES[0]).phrases
    for family, codes in (
        ("reason", get_args(HandoffReason)),
        ("caveat", get_args(CaveatCode)),
        ("translation", set(get_args(Translation)) - {"none"}),
        ("retriever", get_args(Retriever)),
        ("validity", set(get_args(Validity)) - {"holds"}),
        ("hint.kind", get_args(HintCode)),
        ("hint.severity", get_args(Severity)),
        ("draft.count", get_args(Severity)),
        ("state", get_args(CaseState)),
        ("step", get_args(CaseStep)),
        ("alert", set(get_args(CaseColour)) - {""}),
        ("level", get_args(Level)),
        ("action", get_args(RiskAction)),
        ("risk", load_risks().classes),
        ("tier", [tier for tier in load_service().tiers if len(tier) > 1]),
        ("document.kind", get_args(DocumentKind)),
        ("documents.state", get_args(DocumentState)),
        ("documents.means", get_args(DocumentState)),
        ("documents.key", FIELD_NAMES),
        ("documents.action", get_args(EditAction)),
        ("documents.block", get_args(BlockKind)),
        ("finding", get_args(FindingKind)),
        ("releases.state", get_args(ReleaseState)),
        ("releases.kind", get_args(PublicationKind)),
        ("releases.stretch", get_args(PassageChangeKind)),
        ("releases.metric", get_args(MetricName)),
        ("releases.reply", get_args(ReplyChangeKind)),
        ("health.kind", get_args(DefectKind)),
        ("health.code", get_args(DefectCode)),
        ("health.action", get_args(DefectAction)),
        ("gaps.state", get_args(GapState)),
        ("gaps.lack", get_args(Missing)),
        ("gaps.meaning", get_args(Missing)),
        ("gaps.trend", get_args(Trend)),
        ("gaps.hole", set(get_args(Hole)) - {""}),
        ("gaps.veto", {*get_args(VetoReason), INTERNAL}),
        ("reindex.stage", get_args(Stage)),
        ("people.role", SCOPES),
        ("admin.role.may", ROLES),
        ("admin.scope.may", SCOPES),
        ("admin.state", PEOPLE_STATES),
        ("admin.key.state", get_args(KeyState)),
        ("audit.kind", {*KINDS, *told_kinds()}),
        ("audit.fault", get_args(AuditFault)),
        ("signal", [f"{name}.{way}" for name in SIGNAL_WORDS for way in ("raised", "lowered")]),
    ):
        missing = {code for code in codes if f"{family}.{code}" not in phrases}
        assert not missing, family


def told_kinds() -> set[str]:
    """What the docs say is recorded, and what the code records by a word that stands there."""
    root = CONSOLE.parents[1]
    docs = (root / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| ((?:`[a-z_]+`(?:, )?)+) \|", docs)
    found = {kind for row in rows for kind in re.findall(r"`([a-z_]+)`", row)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in root.glob("api/**/*.py"))
    calls = r"""(?:log\.add|_record|_told|_audit)\(\s*"([a-z]+_?[a-z_]*)\""""
    return found | set(re.findall(calls, code))


def test_every_sentence_of_the_server_can_be_said_in_chinese() -> None:
    said = catalogue("said.zh.json")
    explain = (CONSOLE.parents[1] / "answer" / "explain.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"((?:source|probability|vetoes|raise|decision)\.\w+)"', explain))
    assert len(codes) >= 13
    for family, names in (
        ("", codes),
        ("veto.", get_args(VetoReason)),
        ("failure.", get_args(WritingFailure)),
        ("change.", get_args(Change)),
        ("hint.", get_args(HintCode)),
        ("caveats.", get_args(CaveatCode)),
    ):
        missing = {name for name in names if f"{family}{name}" not in said}
        assert not missing, family
    assert "question" in get_args(Intent)


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "file"),
    [
        ("", "", "", "en"),
        ("", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "", "de-DE,de;q=0.9,zh;q=0.7,en;q=0.3", "zh"),
        ("", "", "en;q=0.1, zh-Hant-TW;q=0.2", "zh"),
        ("", "", "zh;q=0, en", "en"),
        ("", "", "zh;q=many, fr", "en"),
        ("", "en", "zh", "en"),
        ("zh", "en", "en", "zh"),
        ("ZH-hans", "", "en", "zh"),
        ("xx", "zh", "en", "zh"),
        ("<script>", "\0", ";;;,,q=1", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_then_remembered_then_accepted(
    asked: str, remembered: str, accepted: str, file: str
) -> None:
    found = interface_language(asked=asked, remembered=remembered, accepted=accepted)
    assert found.file == file
