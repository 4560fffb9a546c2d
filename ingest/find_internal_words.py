"""Marks that keep a document inside the company, found in a document for customers.

A mark is a phrase that says for whom the paper is ("for internal use only"), or a word that stands
alone ("CONFIDENTIAL"). Sentences about confidential data, internal batteries and registers reserved
for internal use are none.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.stretches import Stretch, finding_at

MAX_FINDINGS = 10
_MAX_MARK = 110
"""Characters of a line that is a mark; a sentence in running text is longer."""
_PHRASE = re.compile(
    "|".join(
        (
            r"(?<!not )(?:for )?internal use only|only for internal use|company internal\b|internal document\b|internal only\b|not for (?:external )?distribution|not for (?:the )?customers?\b|(?:do not|don't|not to be) (?:share|disclose|distribute|hand out|pass on)[^.\n]{0,30}(?:customers?|third parties|externally|outside)|do not distribute\b",
            r"nur (?:für den |zum )?(?:internen? (?:gebrauch|verwendung)|dienstgebrauch)|nur intern\b|nicht an kunden weitergeben|nicht zur weitergabe",
            r"(?:sólo|solo|solamente|únicamente|exclusivamente)? ?(?:para|de) uso interno|documento interno|no (?:distribuir|compartir con)[^.\n]{0,20}client",
            r"(?:à )?usage interne(?: (?:uniquement|seulement|exclusi\w+))?|document interne|ne pas (?:diffuser|communiquer aux clients)",
            r"(?:apenas|somente|exclusivo)? ?para uso interno|uso interno (?:apenas|somente|exclusivo)|per uso interno|ad uso interno|uso interno|non (?:distribuire|divulgare)",
            r"(?:alleen )?voor intern gebruik|niet voor klanten|(?:tylko )?do użytku wewnętrznego|dokument wewnętrzny|nie udostępniać klientom",
            r"для (?:внутреннего|служебного) (?:пользования|использования)|не для распространения|не передавать клиентам",
            r"(?:yalnızca |sadece )?(?:dahili|şirket içi) kullanım|müşterilerle paylaşmayın|للاستخدام الداخلي|للاستعمال الداخلي",
            r"(?:chỉ )?(?:lưu hành|sử dụng) nội bộ|tài liệu nội bộ|(?:ใช้)?(?:ภายใน(?:บริษัท|องค์กร|เท่านั้น))|(?:hanya )?untuk (?:penggunaan|keperluan) internal|khusus internal",
            r"内部资料|內部資料|内部文件|內部文件|内部使用[，,。！!]|仅供内部|僅供內部|仅限内部|僅限內部|(?:请勿|請勿|严禁|嚴禁|不得|禁止)外[传傳]|不得对外|(?:请勿|不要)(?:告知|提供给)客户|公司机密|公司機密|商业机密文件",
            r"社外秘|部外秘|社内限定|社内用|社内資料|関係者限り|取扱注意|대외비|사내용|사내 전용|내부용|외부 유출 금지",
        )
    ),
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(?:[\w.& ]{1,30}[-–—|:]\s*)?(?:strictly |company |highly |streng |strikt |estrictamente |strictement |strettamente |estritamente |ściśle |строго )?"
    r"(?:confidential|vertraulich|confidencial|confidentiel|riservato|riservata|vertrouwelijk|poufne|конфиденциально|gizli|سري|机密|機密|绝密|極秘|マル秘|기밀|mật|ลับ|rahasia)"
    r"(?:\W*$|\s*[-–—.!|]|\s+(?:and proprietary|do not|not for|properties|material\W*$))",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"reserved|register|\bpins?\b|\bbits?\b|\bport\b|\bmemory\b", re.IGNORECASE)


def find_internal_words(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Findings of marks, one a block."""
    found = 0
    for text in texts:
        place = _mark(text)
        if place is None:
            continue
        yield finding_at(text, *place, kind="internal_words")
        found += 1
        if found == MAX_FINDINGS:
            return


def _mark(text: Stretch) -> tuple[int, int] | None:
    position = 0
    for line in text.text.split("\n"):
        if len(line) <= _MAX_MARK or text.is_edge:
            match = _PHRASE.search(line) or _ALONE.search(line)
            if match is not None and not _RESERVED.search(line):
                return position + match.start(), position + match.end()
        position += len(line) + 1
    return None
