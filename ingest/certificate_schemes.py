"""Where a certificate holds: the markets of the scheme that it names, as data."""

import re

from ingest.certificate_place import Found
from ingest.certificate_words import SELF_DECLARED, SUBSTANCES


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


HEAD_CHARACTERS = 800
"""A scheme names itself where the paper begins."""
MARKETS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "UKCA",
        ("GB",),
        _any(r"\bukca\b|\buk declaration|designated standards?|market of great britain"),
    ),
    ("CCC", ("CN",), _any(r"\bccc\b|强制性产品认证|強制性產品認證|china compulsory")),
    ("SRRC", ("CN",), _any(r"\bsrrc\b|\bcmiit\b|无线电发射设备")),
    ("SASO", ("SA",), _any(r"\bsaso\b|\bsaber\b|kingdom of saudi arabia")),
    ("G-Mark", ("GCC",), _any(r"\bg-?mark\b|gulf technical regulation|gulf conformity")),
    ("ECAS", ("AE",), _any(r"\becas\b|\bmoiat\b|emirates conformity")),
    (
        "EAC",
        ("EAEU",),
        _any(r"\beac\b|\beaeu\b|\bеаэс\b|евразийск|eurasian|\btr cu\b|\bтр тс\b|\bтр еаэс\b"),
    ),
    ("PSE", ("JP",), _any(r"\bpse\b|電気用品|denan")),
    ("Japanese radio law", ("JP",), _any(r"技適|電波法|特定無線設備|\btelec\b|\bgiteki\b")),
    (
        "KC",
        ("KR",),
        _any(
            r"\bkc (?:safety|mark|cert|\d)|전기용품|방송통신기자재|전파법|\bkc\b.{0,30}(?:korea|적합)"
        ),
    ),
    ("INMETRO", ("BR",), _any(r"\binmetro\b")),
    ("ANATEL", ("BR",), _any(r"\banatel\b")),
    ("FCC", ("US",), _any(r"\bfcc\b|federal communications commission|47 cfr")),
    (
        "cULus",
        ("US", "CA"),
        _any(r"\bc(?:ul|etl|tuv|csa|sa)us\b|listed for the united states and canada"),
    ),
    ("UL", ("US",), _any(r"\bul listing|\bul listed|\bul file")),
    ("ISED", ("CA",), _any(r"\bised\b|\brss-\d|innovation, sciences? (?:and|et)")),
    ("RCM", ("AU", "NZ"), _any(r"\brcm\b|australia and new zealand")),
    ("BIS", ("IN",), _any(r"bureau of indian standards|\bbis (?:registration|licence|crs)")),
    ("NOM", ("MX",), _any(r"\bnom-\d{3}-")),
    ("S mark", ("AR",), _any(r"sello s\b|república argentina")),
    ("BSMI", ("TW",), _any(r"\bbsmi\b|商品驗證|商品檢驗")),
    ("NCC", ("TW",), _any(r"\bncc\b.{0,30}(?:審驗|taiwan)|電信管制射頻器材")),
    ("SIRIM", ("MY",), _any(r"\bsirim\b")),
    ("TISI", ("TH",), _any(r"\btisi\b|มอก\.")),
    ("SNI", ("ID",), _any(r"\bsppt[ -]sni\b|\bsni \d")),
    ("PSB", ("SG",), _any(r"safety mark.{0,30}singapore|\bimda\b")),
    ("CR mark", ("VN",), _any(r"\bqcvn\b|hợp quy")),
    ("SONCAP", ("NG",), _any(r"\bsoncap\b")),
    ("Cmim", ("MA",), _any(r"\bcmim\b")),
    ("NRCS", ("ZA",), _any(r"\bnrcs\b")),
    ("GS", ("DE",), _any(r"\bgs-zeichen|\bgs mark|certification mark:?\s+gs\b")),
    (
        "EU type examination",
        ("EU",),
        _any(
            r"e[ug][- ](?:type[- ]exam|baumuster)|examen (?:ue|ce) de type|examen (?:ue|ce) de tipo|examen ue|e[cu]-type"
        ),
    ),
    (
        "EU declaration",
        ("EU",),
        _any(
            r"\b(?:eu|ec|eg|ue|ce)[- ]?(?:declaration of conformity|konformitätserklärung|conformiteitsverklaring)|(?:declaración|déclaration|dichiarazione|deklaracja|declaração)\s(?:\w+ )?(?:ue|ce|we)\b|(?:conformité|conformità|conformidad|zgodności)\s(?:ue|ce|we)\b|欧盟符合性声明|ce marking"
        ),
    ),
)
"""Scheme, where it holds, and what tells it. ISO, CB, RoHS and REACH papers hold everywhere."""

EU_DIRECTIVE = re.compile(
    r"\b(?:20(?:04|06|09|1\d|2\d)/\d{1,3}/(?:EU|EC|EG|CE|UE|WE)|\((?:EU|UE)\) ?(?:20\d\d/\d{3,4}))"
)


def find_markets(folded: str) -> tuple[tuple[str, ...], Found, str]:
    """The markets of the scheme, the words that tell it, and its name; empty where none is told."""
    head = folded[:HEAD_CHARACTERS]
    markets: list[str] = []
    schemes: list[str] = []
    place: Found | None = None
    for scheme, where, pattern in MARKETS:
        found = pattern.search(head) or (pattern.search(folded) if scheme == "cULus" else None)
        if found is None or (scheme == "UL" and "CA" in markets):
            continue
        if scheme.startswith("EU ") and "GB" in markets:
            continue
        markets.extend(market for market in where if market not in markets)
        schemes.append(scheme)
        place = place or Found(value=found.group(), start=found.start(), end=found.end())
    if not markets:
        found = next(
            (one for one in EU_DIRECTIVE.finditer(folded) if not SUBSTANCES.search(one.group())),
            None,
        )
        if found is not None and SELF_DECLARED.search(head):
            markets, schemes = ["EU"], ["EU legislation"]
            place = Found(value=found.group(), start=found.start(), end=found.end())
    nothing = Found(value="", start=0, end=0)
    return tuple(markets), place or nothing, " and ".join(schemes)
