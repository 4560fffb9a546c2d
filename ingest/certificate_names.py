"""Who a certificate is issued by and to, and the number it bears: from labels, prose, letterhead."""

import re
from collections.abc import Iterator

from ingest.certificate_fields import Field, Layout
from ingest.certificate_place import Found
from ingest.certificate_words import (
    ASSESSOR_WORDS,
    INSTITUTION_WORDS,
    SELF_DECLARED,
    SUBSTANCES,
    TITLES,
    FieldKey,
)

NAME_CHARACTERS = 100
_LEGAL = (
    r"ltd|limited|inc|llc|co\b|corp|gmbh|ag\b|kg\b|s\.? ?a\.?|s\.? ?l\.?|s\.? ?r\.? ?l|a\.? ?c\b|b\.? ?v|n\.? ?v|plc|"
    r"pty|s\.? ?p\.? ?a|a\.? ?ş|a\.? ?s\b|ltda|sdn|e\. ?v|k\. ?k|d\. ?o\. ?o|c\. ?v"
)
_NAME_ENDS = re.compile(
    rf",(?!\s?(?:{_LEGAL})(?:\W|$))|\s\|\s|\s{{2,}}|\s?\((?!s\))|;|(?<=[一-鿿])\s(?=\S)|\n|"
    r"(?<=\w{4})\.\s|\s[-–]\s",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:no|nr)\b\.?:?\s?|№\s?|n[°o]\s)?"
    r"(?P<value>(?:[A-ZÀ-ÞЀ-Я][A-Za-zÀ-ÞЀ-Я]{0,6} (?=[A-ZЀ-Я0-9])){0,3}[A-ZÀ-ÞЀ-Я0-9][\w./+-]*"
    r"(?: [A-ZЀ-Я0-9][A-ZЀ-Я0-9./+-]*(?![a-z:])){0,6})",
)
_NUMBER_IN_PROSE = re.compile(
    r"(?:certificate|declaration|confirmation|listing|approval|this paper)\W{1,3}(?:number |no\.? )?(?=[A-Z0-9-]*\d)(?P<a>[A-Z][\w./-]*(?: \d[\w./-]*)?)"
    r"|(?:number|file number|certificate no\.?|nummer|número|numéro|numero|n\.?[°o]|(?<!\w)n[or]\.|编号|证书号|证号|番号)(?: of (?:this|the) certificate)?"
    r"(?:\s(?:is|ist|lautet|es)(?!\w)|为|是)?[\s:]*(?P<b>[A-Z0-9][\w./-]*\d[\w./-]*(?: \d[\w./-]*)?)",
    re.IGNORECASE,
)
_NOT_ITS_OWN = re.compile(
    r"report|bericht|order|auftrag|invoice|informe|rapport|报告|notified body|organism|replac|supersed|ersetzt|serial|"
    r"代替|consignment|eprel|statt|vorgänger|homologa|issued certif|and issued|\((?:ec|eu|eg|ce|ue)\)",
    re.IGNORECASE,
)
_SHORTEST = 5
"""Characters of a number told in prose."""
_NOTIFIED = re.compile(
    r"notified body|benannte|organismo notificado|organisme notifié|公告机构", re.I
)
_SUBJECT = r"(?P<name>[^\n;:。]{2,160}?)"
_ISSUES = re.compile(
    rf"(?:^|\n|[.。]\s|(?:the )?notified body |laut |by )(?:the |die |das |der |la entidad |el organismo |la société |le |la )?{_SUBJECT},?(?: \([^)]*\))?"
    r"(?:,[^\n,]{0,60},)?\s(?:hereby |, hiermit )?(?P<verb>certif(?:y|ies) that|certifies|hereby declares that the equipment|confirms that representative|bescheinigt|zertifiziert|certifica que|certifica|certifie que|atteste que|attestiert|证明)(?!\w)",
    re.IGNORECASE,
)
_ISSUES_ZH = re.compile(r"(?:^|\n|。)(?P<name>[一-鿿A-Za-z]{4,40}?)(?:兹)?证明[:,]")
_BODY_ISSUED = re.compile(
    r"(?i:body|authority|centre|institute|laboratory) (?P<name>[A-Z][^\n,.;]{2,60}?) (?:has )?(?:issued|granted)\s"
)
_TESTED = re.compile(
    r"(?:^|\n)(?P<name>[A-ZÀ-Þ][^\n;:]{2,100}?),? (?:has |have )?(?:tested|examined|prüfte|hat geprüft|ensayó|a essayé)\s"
)
_INVESTIGATED = re.compile(
    r"(?:investigated|assessed|tested|audited|certified) by (?P<name>[A-Z][^\n,.;(]{2,60}?)(?= (?:in accordance|and found|according|under|following)|[,.;(\n]|$)"
)
_DECLARES = re.compile(
    r"(?:^|\n|[.。]\s)(?:hereby,? |we,? |wij,? |nosotros,? |nous,? |wir,? |noi,? |der hersteller |die |il fabbricante |la société |le fabricant |hiermit erklärt |the manufacturer )?"
    r"(?P<name>[^\n;:。]{2,160}?(?:,[^\n]{0,110}?)?),?\s(?:(?:hereby )?(?:declares?|confirms?)|erklär(?:t|en)|bestätigt|declara(?:mos)?|déclare|atteste|dichiara|verklar(?:en|t)|bescheinigt)(?!\w)",
    re.IGNORECASE,
)
_DECLARES_ALONE = re.compile(
    r"^(?:we|wir|nosotros|nous|noi|wij),? (?P<name>[^\n]{3,110})\n{1,3}[ \t]*(?:hereby )?declare",
    re.I | re.M,
)
_DECLARES_ZH = re.compile(r"(?:^|\n|。)(?P<name>[一-鿿A-Za-z()]{4,40}?)(?:在此)?声明[,:]")
_MADE_BY = re.compile(
    r"(?i:made by|manufactured by|produced by|imported by|holder of|der firma|fabricad[oa]s? por|importad[oa]s? por|de la société|della ditta|system of|equipment is|hergestellt von) (?P<name>[A-ZÀ-Þ][^\n,;]{2,80}?)(?= (?:were|was|are|is|has|have|,|nach|dass|sont|est|fueron|fue|cumple)|[,;\n]|\.\s)",
)
_MADE_BY_ZH = re.compile(
    r"(?:兹证明|证明[:,]|由)\s*(?P<name>[一-鿿()]{4,40}(?:公司|厂|集团))|(?P<name2>[一-鿿()]{4,40}(?:公司|厂))\s?(?:生产|制造)的"
)
_OF_HOLDER = re.compile(r"^[ \t]*of (?P<name>[A-Z][^\n,]{2,80}),", re.MULTILINE)
_BELOW = re.compile(
    r"(?:system of|organización|que la organización|unternehmen|mis en place par|兹证明|this is to certify that)[ \t:.]*\n{1,3}[ \t]*(?P<name>[^\n]{2,100})\n",
    re.IGNORECASE,
)
_SIGNED_FOR = re.compile(r"(?:for and on behalf of|on behalf of) (?P<name>[A-Z][^\n,]{2,80})")
_STELLE_DER = re.compile(
    r"(?:(?:zertifizierungsstelle|prüfstelle|certification body) (?:der|of) |(?:organismo notificado|organisme notifié)(?: n\.?[o°] ?\d+)? )(?P<name>[A-ZÀ-Þ][^\n,]{2,80}?)(?=\n| bescheinigt| certif|,? S\.A\.U\. certif)",
    re.IGNORECASE,
)
_SAYS_ITSELF = re.compile(
    r"(?:this|these|the (?:present|above|product)|dies\w*|ce |cette|el presente|la presente|este |esta |il presente|本)",
    re.IGNORECASE,
)
_ISSUED_TO = re.compile(
    r"(?i:délivrée? à|issued to|granted to|awarded to|ausgestellt für|otorgado a|expedido a|rilasciato a|颁发给|授予)\s?:?\s?(?P<name>[A-ZÀ-Þ一-鿿][^\n;:]{2,80})"
)
_SIGNED_BY = re.compile(
    r"(?i:(?<!\w)for|signed for|im auftrag (?:der|von)|on behalf of|por|pour) (?P<name>[A-ZÀ-Þ][^\n;:]{2,80})"
)
_PRONOUNS = frozenset("we wir nous nosotros noi wij it this he they who and which".split())
_SENTENCE = re.compile(r"(?<=[a-zà-ÿ0-9]{4})\.\s(?=\S)")
_TRADES = re.compile(
    r"^(?:hereby,?|the|die|das|der|la entidad|la société|la|le|el|il fabbricante|der hersteller|die firma)\s",
    re.IGNORECASE,
)
_FAR = 4
"""Lines at the top and at the end where a letterhead or a stamp may stand."""


def find_number(folded: str, layout: Layout, *, is_report: bool) -> Found | None:
    """The number the paper bears itself; a report's number only where it is a report."""
    keys = ("report_number", "number") if is_report else ("number",)
    for field in _single(layout, *keys):
        found = _number_at(folded, field.start, field.end)
        if found is not None:
            return found
    for one in _NUMBER_IN_PROSE.finditer(folded):
        name = "a" if one["a"] else "b"
        value = one[name].rstrip(".,-/")
        digits = sum(map(str.isdigit, value))
        sentence = max(
            folded.rfind(". ", 0, one.start()),
            folded.rfind("\n", 0, one.start()),
            folded.rfind("。", 0, one.start()),
            0,
        )
        before = folded[max(sentence, one.start() - 40) : one.start(name)]
        of_others = _NOT_ITS_OWN.search(before) or _NOTIFIED.search(
            folded, sentence, one.start(name)
        )
        if digits >= 2 and len(value) >= _SHORTEST and not of_others:
            start = one.start(name)
            return Found(value=value, start=start, end=start + len(value))
    return None


def find_body(folded: str, layout: Layout, *, is_report: bool) -> Found | None:
    """Who issued it; nobody where the holder declares for itself."""
    keys = ("body", "laboratory") if is_report else ("body",)
    declared = is_self_declared(folded) or (
        SUBSTANCES.search(folded[:300]) is not None and not layout.of(*keys)
    )
    if not declared:
        for field in _single(layout, *keys):
            found = _name_at(folded, field.start, field.end)
            if found is not None:
                return found
        for pattern in (
            _STELLE_DER,
            _ISSUES,
            _BODY_ISSUED,
            _ISSUES_ZH,
            _TESTED,
            _INVESTIGATED,
            _SIGNED_BY,
        ):
            for one in pattern.finditer(folded):
                found = _name_at(folded, one.start("name"), one.end("name"), prose=True)
                if found is None or TITLES.match(found.value):
                    continue
                if pattern not in (_TESTED, _SIGNED_BY) or ASSESSOR_WORDS.search(found.value):
                    return found
        return next(_institutions(folded, layout), None)
    return None


def find_holder(folded: str, layout: Layout, *, body: Found | None) -> Found | None:
    """Whom it is issued to: the holder, else the applicant, else the manufacturer."""
    for field in _single(layout, "holder", "applicant", "manufacturer"):
        found = _name_at(folded, field.start, field.end)
        if found is not None and (body is None or found.value != body.value):
            return found
    patterns = [
        _BELOW,
        _ISSUED_TO,
        _OF_HOLDER,
        _MADE_BY,
        _MADE_BY_ZH,
        _DECLARES_ALONE,
        _DECLARES_ZH,
        _DECLARES,
        _SIGNED_FOR,
    ]
    for pattern in patterns:
        for one in pattern.finditer(folded):
            name = "name2" if "name2" in one.groupdict() and one["name2"] else "name"
            found = _name_at(folded, one.start(name), one.end(name), prose=True)
            if found is not None and not (body and found.value == body.value):
                return found
    return None


def _single(layout: Layout, *keys: FieldKey) -> Iterator[Field]:
    """The fields of these keys that hold for the whole paper."""
    return (one for one in layout.of(*keys) if not one.in_column)


def is_self_declared(folded: str) -> bool:
    """Whether the maker speaks for itself: nobody else has issued the paper."""
    return SELF_DECLARED.search(folded[:600]) is not None


def _number_at(folded: str, start: int, end: int) -> Found | None:
    found = _NUMBER.match(folded, start, end)
    if found is None:
        return None
    value = found["value"].rstrip(".,-/ ")
    if sum(map(str.isdigit, value)) < 2:
        return None
    return Found(value=value, start=found.start("value"), end=found.start("value") + len(value))


def _name_at(folded: str, start: int, end: int, *, prose: bool = False) -> Found | None:
    """A name: what stands before the address and the brackets, in prose behind the last sentence."""
    text = folded[start:end]
    sentences = [one.end() for one in _SENTENCE.finditer(text)] if prose else []
    if sentences:
        start += sentences[-1]
        text = text[sentences[-1] :]
    trade = _TRADES.match(text)
    if trade is not None:
        start += trade.end()
        text = text[trade.end() :]
    ends = _NAME_ENDS.search(text, 2)
    name = (text[: ends.start()] if ends else text).strip(" .,:;'\"")
    if name.casefold() in _PRONOUNS or _SAYS_ITSELF.match(name):
        return None
    if not 2 <= len(name) <= NAME_CHARACTERS or not any(map(str.isalpha, name)):
        return None
    if not (
        name[0].isupper()
        or name[0] >= "\u0370"
        or (name.split()[0].islower() and any(map(str.isupper, name)))
    ):
        return None
    offset = text.index(name[0])
    whole = text[offset:]
    if whole[len(name) : len(name) + 1] == "." and re.search(
        rf"(?:{_LEGAL})$", name, re.IGNORECASE
    ):
        name += "."
    return Found(value=name, start=start + offset, end=start + offset + len(name))


def _institutions(folded: str, layout: Layout) -> Iterator[Found]:
    """Lines that are nothing but the name of a body: a letterhead at the top, a stamp at the end."""
    lines = [one for one in layout.lines if one.text.strip()]
    for line in (*lines[:_FAR], *lines[-_FAR:][::-1]):
        text = line.text.strip()
        if (
            ":" in text
            or " | " in text
            or any(map(str.isdigit, text))
            or len(text) > NAME_CHARACTERS
        ):
            continue
        if (
            ASSESSOR_WORDS.search(text)
            and INSTITUTION_WORDS.search(text)
            and not TITLES.search(text)
        ):
            found = _name_at(folded, line.start, line.end)
            if found is not None:
                yield found
