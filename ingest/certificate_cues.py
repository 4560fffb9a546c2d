"""Words around a date that say what it is for a certificate, in many languages; terms and orders.

Data only, as patterns on folded text. The cue nearest before a date decides.
"""

import re
from typing import Literal

CueRole = Literal["starts", "ends", "issued", "signed", "first", "other"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CUES: tuple[tuple[CueRole, re.Pattern[str]], ...] = (
    (
        "ends",
        _any(
            r"valid (?:un)?til|valid to|valid through|holds until|expir\w*(?: on| date)?|ends on|and ends|until|last day is|lapses? on|not after",
            r"gültig bis(?: zum)?|bis zum|endet am|läuft am|verliert am|\bbis\b|erlischt am",
            r"válid[oa] hasta|hasta el|hasta|vence el|caduca el|vigente hasta|finaliza el",
            r"valable jusqu'au|jusqu'au|expire le|cesse de produire ses effets le|prend fin le|scade il|fino al|válido até|até|geldig tot|tot en met",
            r"有效期至|有效至|届满|到期日?|截至|至|有効期限|まで有効|만료|ważn\w* do|действует до|по\b|until and including",
        ),
    ),
    (
        "starts",
        _any(
            r"valid from|valid since|with effect from|effective(?: date| from| as of)?|begins on|runs from|in force from|holds from|applies from|term from|starts on",
            r"gültig (?:vom|ab|seit)|gilt (?:vom|ab|seit)|beginnt am|wirksam ab|in kraft seit|ab dem",
            r"válid[oa] desde|vigente desde|desde el|entra en vigor el|en vigor desde|vigencia:? del|válid[oa] del|vigente del",
            r"valable (?:du|à compter du|à partir du|dès le)|à compter du|prend effet le|en vigueur (?:depuis|le)|valido dal|válido de|a decorrer de|geldig (?:van|vanaf)",
            r"有效期(?:限)?自|有效期为|自|生效日期?|起效|действ\w+ с|срок действия с|ważn\w* od",
        ),
    ),
    (
        "first",
        _any(
            r"first issued(?: on)?|originally issued|initial(?:ly)? (?:issued|certified|certification)|first certified|first registered|certified since",
            r"erstmals (?:am|ausgestellt)|erstausgabe|ausgestellt erstmals|primera (?:vez|emisión)|première fois|délivré initialement|初次|首次|最早",
        ),
    ),
    (
        "issued",
        _any(
            r"issued(?: at \w+)?(?: in [A-Z]\w+)? on|issued in [A-Z]\w+(?: by)?|issue(?:d)? date|date of issue|was issued(?: on)?|granted(?: in \w+)? on|issued (?:this )?(?:certificate|declaration|licence)\W[\w./-]+ on|registered (?:for \w+ )?on|(?:was )?fue emitido el|listed since|(?:report|certificate|declaration|statement) is dated",
            r"signed (?:in [A-Z][\w'-]+ )?on|signed in [A-Z]\w+|ausgestellt (?:in \w+ )?am|ausgegeben am|erteilt am|unterzeichnet am",
            r"emitid[oa](?: en [\w'-]+)? el|expedid[oa](?: en [\w'-]+)? el|otorgado el|firmad[oa](?: en [\w'-]+)? el",
            r"délivrée? le|établie? (?:à [\w' -]+,? )?le|émise? le|fait à [\w' -]+,? le|rilasciato il|emesso il|emitido em|afgegeven op|uitgegeven op",
            r"发证|签发|颁发|出具|签署|發證|発行|交付|등록|발급|wydan\w+ (?:w \w+ )?dnia|выдан",
        ),
    ),
    (
        "other",
        _any(
            r"(?:calibrat\w+|kalibriert|warranty|garantie\w*|stock\w*|offer\w*|renew\w*)[^.;]{0,40}(?:until|till|before|to|bis|jusqu'au)|\btest(?:s|ed|ing)?\b|\breports?\b|\bdated\b|received|inspect\w*|audit\w*|appl(?:ication|ied)|renew\w*|withdrawn|supersed\w+|replac\w+|calibrat\w+|manufactur\w+|made|produced|edition|version|revision|list of|candidate list|updated|printed|conditioned|build|until the|registered under|suspended|sampl\w+|visit|before\b|by\b|invoice|order|issue 0|amended|next",
            r"prüfung|geprüft am|prüfbericht|bericht vom|eingang|antrag|ersetzt|vom\b|stand|stichprobe\w*|überwachung|änderung|ausgesetzt|in kraft gesetzt|fassung",
            r"ensayad|informe|muestreo|muestra|recepci|solicitud|sustituye|de fecha|auditor|audit\b|rapport|essai|reçu|demande|remplace|prova|campion|relatório|ensaio|amostra",
            r"检测|测试|检验|试验|收样|审核|申请|代替|作废|注销|旧证书|变更|监督|校准|订单|合同|公告|第\d*号|報告|試験|протокол|испытан|продлен",
        ),
    ),
)

CUES_BEHIND: tuple[tuple[CueRole, re.Pattern[str]], ...] = (
    ("starts", re.compile(r"\s?(?:起|から|부터|onwards)")),
    ("ends", re.compile(r"\s?(?:止|まで|为止|届满|inclusive|включительно|까지|inkl)")),
    ("other", re.compile(r"\s?(?:注销|作废|suspend|ausgesetzt|wieder in)|(?:之)?前")),
)

_N = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|ten|ein|einem|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|un|una|uno|dos|tres|cuatro|cinco|seis|diez|une|deux|trois|quatre|cinq|six|dix|due|tre|quattro|cinque|três|quatro|drie|vijf|一|二|两|三|四|五|六|十)"
_UNIT = r"(?P<unit>years?|yrs?\.?|months?|jahren?|jahre|jahr|monaten?|monate|años?|anos?|meses|mes|ans?|années?|mois|anni|anno|mesi|jaar|maanden|年|个月|個月|月|лет|год[а]?|yıl|năm|tahun|ปี|년)"
_BRACKET = r"(?:\s?\(\s?\d{1,2}\s?\))?"

TERM = (
    # "valid for five years", "has a term of 3 years", "remain in force for five years"
    re.compile(
        rf"(?:valid(?:ity)?(?: (?:is|of|period))?(?: for)?|in force for|term(?: of validity)?(?: of| is)?|for a (?:term|period) of|expires)\W{{0,3}}(?:a )?(?:period of )?{_N}{_BRACKET}[\s-]?{_UNIT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:gültigkeit(?:sdauer)?|geltungsdauer|laufzeit|gültig|gilt)(?: (?:beträgt|für|von|ist))*\W{{0,3}}(?:für )?{_N}{_BRACKET}\s{_UNIT}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_N}\s{_UNIT}\s(?:lang )?gültig", re.IGNORECASE),
    re.compile(
        rf"(?:validez|vigencia|válid[oa]|vigente|valable|validité|durée|validità|valido|validade|geldig(?:heid)?)(?: (?:de|por|durante|pour|pendant|per|une durée de|est de|es de|voor|di))*\W{{0,3}}(?:une durée de )?{_N}{_BRACKET}\s{_UNIT}",
        re.IGNORECASE,
    ),
    re.compile(rf"有效期(?:限)?(?:为|是|:)?\s?{_N}\s?{_UNIT}"),
    re.compile(rf"起\s?{_N}\s?{_UNIT}(?:内)?(?:有效)?"),
    re.compile(rf"有効期間は?:?\s?{_N}\s?{_UNIT}"),
)
"""How a term is worded; ``n`` is its number, ``unit`` years or months."""

NUMERALS = {
    **dict.fromkeys(("one", "ein", "einem", "un", "una", "uno", "une", "一"), 1),
    **dict.fromkeys(("two", "zwei", "dos", "deux", "due", "二", "两"), 2),
    **dict.fromkeys(("three", "drei", "tres", "trois", "tre", "três", "drie", "三"), 3),
    **dict.fromkeys(("four", "vier", "cuatro", "quatre", "quattro", "quatro", "四"), 4),
    **dict.fromkeys(("five", "fünf", "cinco", "cinq", "cinque", "vijf", "五"), 5),
    **dict.fromkeys(("six", "sechs", "seis", "六"), 6),
    **dict.fromkeys(("seven", "sieben"), 7),
    **dict.fromkeys(("eight", "acht"), 8),
    **dict.fromkeys(("ten", "zehn", "diez", "dix", "十"), 10),
}
UNIT_MONTHS = dict.fromkeys(
    (
        *("month", "months", "monat", "monate", "monaten", "mes", "meses", "mois", "mesi"),
        *("maanden", "个月", "個月", "月"),
    ),
    1,
)
"""Units that are no years, in months."""

DAY_FIRST_LANGUAGES = frozenset("es de fr pt it nl pl ru tr vi id ar th".split())
MONTH_FIRST_MARKETS = frozenset({"US", "PH"})
DAY_FIRST_MARKETS = frozenset(
    "EU EEA GCC EAEU MERCOSUR GB IE DE FR ES IT NL AU NZ IN SA AE MY SG ID TH VN BR AR MX CL PE "
    "CO MA NG ZA EG KE IL TR RU".split()
)
"""Where 03/04/2025 is the third of April; in Canada both orders are met."""
