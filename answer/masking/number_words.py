"""Words that say what the number beside them is, in the customers' languages: data.

Alternatives of regular expressions; short ones that are words elsewhere stand in capitals in
expressions of their own.
"""

import re

CARD_WORDS = (
    r"\b(?:credit |debit |bank ?)?card(?: number| no\.?)?\b|\bvisa\b|\bmastercard\b|\bamex\b|american express|"
    r"kreditkarte|\bkarten?(?:nummer)?\b|tarjeta|cart[ãa]o|carte (?:bancaire|bleue|de cr[ée]dit)|\bcarte\b|"
    r"\bcarta\b|creditcard|\bkaart(?:nummer)?\b|\bkart[aąęyouiı]?\w{0,10}\b|карт[аыуео]\w{0,3}|"
    r"بطاق\w{0,4}|卡号|卡號|信用卡|银行卡|銀行卡|储蓄卡|的卡上|カード|카드|\bthẻ\b|บัตรเครดิต|บัตรเดบิต|ด้วยบัตร|หมายเลขบัตร|\bkartu\b"
)

OTHER_NUMBERS = (
    r"order|\bp\.?o\.?\b|purchase|invoice|tracking|shipment|parcel|waybill|\bawb\b|serial|\bs/?n\b|\bsn\b|"
    r"part n|\bpart\b|article|item|batch|\blot\b|reference|\bref\b|ticket|case|model|version|firmware|"
    r"\bport\b|\bimei\b|\bean\b|\bupc\b|\bgtin\b|barcode|contract|report|certificate|licen[cs]e key|"
    r"pedido|seguimiento|factura|serie|referencia|env[ií]o|encomenda|rastreio|rastreamento|nota fiscal|"
    r"s[ée]rie|refer[êe]ncia|commande|colis|suivi|facture|r[ée]f[ée]rence|bestell|sendung|paket|"
    r"rechnung|seriennummer|artikel|vorgang|auftrag|ordine|spedizione|fattura|articolo|bestelling|"
    r"zending|factuur|track|zam[óo]wieni|przesy[łl]k|faktur|seryjny|indeks|zlecen|заказ|трек|отправлен|"
    r"накладн|сч[её]т|серийн|артикул|договор|sipari[şs]|takip|fatura|seri n|parça|kargo|"
    r"الطلب|طلب رقم|التتبع|الشحنة|الفاتورة|التسلسلي|القطعة|订单|訂單|单号|單號|快递|物流|序列号|序號|编号|編號|料号|料號|"
    r"批次|批号|合同|报告|證書|证书|发票|发票号|條碼|条码|追跡|注文|シリアル|品番|伝票|問い合わせ番号|ロット|"
    r"주문|운송장|송장|일련번호|품번|시리얼|đơn hàng|vận đơn|sê-ri|mã hàng|hóa đơn|คำสั่งซื้อ|พัสดุ|หมายเลขเครื่อง|"
    r"รหัสสินค้า|ใบแจ้งหนี้|pesanan|resi|nomor seri|nomor part|faktur|"
    r"siren|siret|\bcnpj\b|\bkvk\b|\bkrs\b|\bregon\b|\bogrn\b|огрн|统一社会信用|統編|法人番号|사업자|"
    r"\bvat\b|\bhs\b|\bcode\b|partita iva|\btva\b|\bmwst\b|\bust\b|mã số thuế công ty"
)
OTHER_NUMBER_BEFORE = re.compile(rf"(?:{OTHER_NUMBERS})[^\d\n\x00]{{0,24}}$", re.IGNORECASE)
"""Something else is counted by the number that follows: an order, a parcel, a device, a company."""

PHONE_WORDS = (
    r"phone|\btel\b|\btel[ée]f|\bt[ée]l[ée]ph|\bt[ée]l\b|\bcall\b|\bring\b|\bmobile\b|\bcell\b|whats?app|viber|\bline\b|"
    r"reach me|contact me|\btext me\b|\bdirect line\b|\bfax\b|m[óo]vil|celular|ll[aá]m|tel[eé]m[oó]vel|liga[rm]|ligue|"
    r"portable|joindre|durchwahl|appel|\bhandy|mobil|ruf|erreich|cellulare|\bcell\.|chiam|telefo|bellen|\bbel\b|"
    r"gsm|kom[óo]rk|zadzwo|dzwoni|телефон|\bтел\b|моб|позвон|звон|вотсап|ватсап|\bcep\b|ara[yi]n|arayabil|numaral[ıi]|"
    r"هاتف|جوال|موبايل|اتصال|اتصل|واتساب|手机|手機|电话|電話|联系|聯繫|致电|回电|回電|微信|座机|携帯|直通|"
    r"전화|휴대폰|핸드폰|연락처|điện thoại|\bđt\b|\bsđt\b|\bgọi\b|zalo|โทร|เบอร์|มือถือ|ไลน์|telepon|\bhp\b|\bwa\b|hubungi|nomor hp"
)
PHONE_BEFORE = re.compile(rf"(?:{PHONE_WORDS})[^\d\n\x00]{{0,30}}$", re.IGNORECASE)
HOTLINE_BEFORE = re.compile(
    r"(?:hotline|helpline|help ?desk|customer (?:care|service)|toll.?free|service ?number|support (?:line|number)|"
    r"infol[ií]n|servicehotline|kundenhotline|numero verde|atenci[óo]n al cliente|service client|горяч\w+ лини\w+|"
    r"热线|熱線|客服(?:电话|電話|专线|專線|热线)?|お客様窓口|フリーダイヤル|サポート窓口|고객센터|대표번호|"
    r"tổng đài|สายด่วน|คอลเซ็นเตอร์|call cent(?:er|re)|çağrı merkezi|müşteri hizmetleri|الخط الساخن)"
    r"[^\d\n\x00]{0,16}$",
    re.IGNORECASE,
)
"""A company's own line is nobody's."""

_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
IBAN_LENGTHS = {code: length for length, codes in _LENGTHS.items() for code in codes.split()}
"""Of each country that has IBANs (ISO 13616, the registry of SWIFT)."""
