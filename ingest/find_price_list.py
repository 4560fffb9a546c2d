"""Prices that are not for customers: tables by model, and what dealers and distributors pay.

What a company tells the public on purpose is none: recommended retail prices, prices that say they
include the tax, shipping and repair fees, single prices in a sentence.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.stretches import Stretch, finding_at

MAX_FINDINGS = 20
_MIN_ROWS = 3
_PRICE = re.compile(
    r"\bprices?\b|\bcosts?\b|preis|\bprecios?\b|\bprix\b|\btarifs?\b|\btarifas?\b|preço|prezz[oi]|"
    r"prij[sz]|\bcen[ay]\b|цен[аы]|прайс|fiyat|سعر|أسعار|价格|价|價|価格|가격|\bgiá\b|ราคา|\bharga\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥￥₽₩₹฿₫]|\b(?:usd|eur|gbp|cny|rmb|jpy|krw|rub|pln|chf|brl|try|thb|vnd|idr|inr|aed|sar|sek|"
    r"nok|dkk|czk|cad|aud)\b|\d\s?(?:元|円|원|руб|zł|บาท|đ\b)",
    re.IGNORECASE,
)
_MONEY_COLUMN = re.compile(rf"{_MONEY.pattern}|元|円|원", re.IGNORECASE)
_AMOUNT = re.compile(r"\d")
_CELL_AMOUNT = re.compile(r"^\D{0,5}\d[\d.,' ]*\D{0,5}$")
_TRADE = re.compile(
    "|".join(
        (
            r"\b(?:dealer|distributor|reseller|wholesale|trade|agreed|negotiated|contract)(?:s|'s|s')?[ -](?:net )?(?:prices?|cost|discounts?|margin|terms)",
            r"(?:prices?|discounts?|margins?)\s(?:\S+\s){0,3}(?:for|to) (?:our )?(?:dealers|distributors|resellers|wholesalers)",
            r"\b(?:dealers|distributors|resellers|wholesalers) (?:get|receive|pay)\b",
            r"\b(?:purchase|purchasing|manufacturing|landed|unit) cost|\bcost price|\bpurchase price|ex[ -]works price|\bnet price list|\bprofit margin|\bselling price",
            r"händler-?(?:ek|preis|rabatt)|einkaufspreis|\bek[ -](?:netto|preis)|nettopreisliste|wiederverkäufer(?:preis|rabatt)|werksabgabepreis",
            r"precios? (?:de |para |del )?(?:distribuidor|mayorista)|tarifa (?:\S+ ){0,3}distribuidor|descuento (?:\S+ ){0,2}distribuidor|precio de (?:compra|coste)",
            r"prix (?:revendeur|d'achat|distributeur|de gros|de revient)|tarifs? revendeur|remise revendeur",
            r"preço (?:de |para )?(?:revenda|distribuidor|atacado|custo)|prezz[oi] (?:al |per (?:i )?)?(?:rivenditor|distributor)|prezzo d'acquisto",
            r"dealerprij|inkoopprij|groothandelsprij|cena (?:hurtowa|zakupu|dla dystrybutor)|rabat dla dystrybutor",
            r"дилерск\w+ цен|для дилеров|оптов\w+ цен|закупочн\w+ цен|себестоимост|bayi (?:fiyat|iskonto)|toptan fiyat|alış fiyat",
            r"经销价|经销商(?:价|折扣)|經銷(?:價|商價)|出厂价|出廠價|代理(?:价|折扣|商价)|批发价|批發價|进货价|成本价|渠道价|供货价",
            r"仕切|卸価格|卸値|代理店向け|仕入(?:れ)?価格|도매가|공급가|대리점가|매입가|سعر (?:الجملة|الموزع)|giá (?:sỉ|đại lý)|ราคา(?:ส่ง|ตัวแทน)|harga (?:grosir|distributor|agen)",
        )
    ),
    re.IGNORECASE,
)
_FOR_THE_PUBLIC = re.compile(
    r"recommended retail|\brrp\b|\bmsrp\b|suggested retail|retail price|incl(?:\.|uding|usive)?(?: of)? (?:vat|tax|gst)|"
    r"inkl\.? (?:mwst|ust|der gesetzlichen)|\buvp\b|unverbindlich|\bpvp\b|\bttc\b|iva incl|precio de venta al público|"
    r"prezzo al pubblico|consumer price|public price|建议零售价|建議售價|零售指导价|含税零售|希望小売|税込|소비자가|권장|"
    r"shipping|set-?up (?:cost|fee)|surcharge|delivery fee|postage|repair fee|service fee|versandkosten|envío|livraison|spedizione|维修|維修|运费|運費|检测费|配送|送料|배송",
    re.IGNORECASE,
)

_SPARE_PARTS = re.compile(
    r"spare parts?|replacement parts?|ersatzteil|repuesto|recambio|pièces? (?:détachées?|de rechange)|"
    r"peças? (?:de reposição|sobressalente)|ricamb[io]|reserveonderdel|części zamienn|запчаст|запасн|"
    r"yedek parça|قطع غيار|备件|備件|零配件|補修部品|スペアパーツ|예비 부품|phụ tùng|อะไหล่|suku cadang",
    re.IGNORECASE,
)


def find_price_list(texts: Iterable[Stretch], *, title: str = "") -> Iterator[Finding]:
    """Findings of price lists and of what the trade pays, one a block; ``title`` is the document's:
    whoever lists spare parts with prices means everybody to order them."""
    found = 0
    spares = bool(_SPARE_PARTS.search(title))
    for text in texts:
        place = _table(text, spares=spares) if text.kind == "table" else _prose(text)
        if place is None:
            continue
        yield finding_at(text, *place, kind="price_list")
        found += 1
        if found == MAX_FINDINGS:
            return


def _table(text: Stretch, *, spares: bool) -> tuple[int, int] | None:
    header, _, body = text.text.partition("\n")
    above = f"{text.heading}\n{header}"
    if not _PRICE.search(above) and not _TRADE.search(above) and not _MONEY.search(text.text):
        return None
    rows = body.split("\n")
    columns = [
        number
        for number, cell in enumerate(header.split(" | "))
        if _PRICE.search(cell) or _MONEY_COLUMN.search(cell) or _TRADE.search(cell)
    ]
    priced = sum(_is_priced(row.split(" | "), columns) for row in rows)
    if priced >= 2 and _TRADE.search(above):
        return 0, len(header)
    if priced < _MIN_ROWS or not _PRICE.search(above):
        return None
    has_money = _MONEY.search(text.text) or _MONEY_COLUMN.search(header)
    is_public = spares or _SPARE_PARTS.search(above)
    if not has_money or is_public or _FOR_THE_PUBLIC.search(f"{above}\n{body[:2_000]}"):
        return None
    return 0, len(header)


def _is_priced(cells: list[str], columns: list[int]) -> bool:
    named = any(
        place < len(cells) and _CELL_AMOUNT.match(cells[place].strip()) for place in columns
    )
    return named or any(_MONEY.search(cell) and _AMOUNT.search(cell) for cell in cells)


def _prose(text: Stretch) -> tuple[int, int] | None:
    match = _TRADE.search(text.text)
    if match is None:
        return None
    has_amount = re.search(r"\d\s?%|\d\s?折", text.text) or (
        _MONEY.search(text.text) and _AMOUNT.search(text.text)
    )
    return match.span() if has_amount else None
