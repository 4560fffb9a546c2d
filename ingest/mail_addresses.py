"""E-mail addresses in a text, and whose they are: a team's, nobody's, or a person's."""

import re

ADDRESS = re.compile(
    r"(?<![A-Za-z\d.+-])(?P<name>[A-Za-z\d_.+-]{1,64})@(?P<domain>[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{2,63}){1,4})(?!@)"
)
ROLES = frozenset(
    "abuse accounts admin after-sales aftersales assistenza atencion atendimento ayuda billing "
    "business care claims contact contacto contato contatti customercare customerservice "
    "datenschutz destek enquiries export hello help helpdesk hola info kontakt kundenservice mail "
    "marketing noreply no-reply office order orders post postmaster press privacy produkt repair "
    "returns sales security service servicio shop sklep soporte support supporto suporte team tech "
    "technik verkauf vendas ventas vertrieb warranty web webmaster".split()
)
"""What a team is called before the @."""
_MORE_ROLES = frozenset(
    "careers jobs hr legal compliance dpo gdpr quality training rma license licensing feedback "
    "newsletter media pr investor investors purchasing logistics spares parts technical customer "
    "kunden bewerbung einkauf presse qualitaet serwis biuro kf kefu fuwu shouhou xiaoshou api dev "
    "developer developers docs opensource community list lists git github bot bugs bug".split()
)
_NOBODY = frozenset(
    "name user username you your yourname email example test me someone somebody nobody foo bar "
    "firstname.lastname first.last your.name john.doe jane.doe vorname.nachname max.mustermann "
    "erika.mustermann nombre.apellido nome.cognome prenom.nom alice bob".split()
)
_NOWHERE = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|domain|yourdomain|yourcompany|company|mycompany|email|mail)\.",
    re.IGNORECASE,
)
_EXAMPLE_BEFORE = re.compile(
    r"i\.\s?e\.|e\.\s?g\.|for example|such as|z\.\s?b\.|d\.\s?h\.|p\.\s?ej\.|\bex\.|np\.|bijv\.|"
    r"por ejemplo|par exemple|por exemplo|ad esempio|zum beispiel|bijvoorbeeld|например|örneğin|"
    r"例|예|مثل|ví dụ|ตัวอย่าง|misalnya",
    re.IGNORECASE,
)
"""What stands before an address of nobody, made up to show how one is written."""
_FREE = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|live|yahoo|ymail|icloud|me|aol|gmx|web|t-online|freenet|"
    r"163|126|qq|sina|foxmail|139|aliyun|mail|yandex|bk|inbox|rambler|seznam|wp|o2|onet|interia|"
    r"orange|wanadoo|free|laposte|libero|virgilio|terra|uol|bol|naver|daum|hanmail|ymobile|docomo|"
    r"proton|protonmail|pm)\.[a-z]{2,3}(?:\.[a-z]{2})?$"
)


def is_role(name: str) -> bool:
    """Whether what stands before the @ is a team's."""
    whole = name.casefold()
    parts = set(re.split(r"[.+_\d-]+", whole))
    return whole in ROLES or bool(parts & (ROLES | _MORE_ROLES))


def is_a_persons(match: re.Match[str], *, named_beside: bool) -> bool:
    """Whether a found address is somebody's own; ``named_beside``: a person is named next to it."""
    name, domain = match["name"].casefold(), match["domain"].casefold()
    if _EXAMPLE_BEFORE.search(match.string[max(0, match.start() - 30) : match.start()]):
        return False
    if name.startswith(("my", "your")) and len(name) > 6:
        return False
    if is_role(name) or name in _NOBODY or _NOWHERE.search(domain + "."):
        # somebody@mail.ru has a domain that reads like a placeholder
        return bool(_FREE.match(domain)) and not is_role(name) and name not in _NOBODY
    if named_beside or _FREE.match(domain):
        return any(character.isalpha() for character in name)
    parts = [part for part in re.split(r"[._]", name) if part]
    return len(parts) in (2, 3) and all(part.isalpha() for part in parts)
