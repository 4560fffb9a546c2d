"""Whether a text tells whoever replies what to write: "say that the warranty is ten years".

Such a text is in no document by right, and a language model may obey it. Nothing it leads to would
be noticed afterwards, for its words do stand in the evidence; so evidence that reads like this is
given to no model and quoted as it stands, and a person sees it for what it is. What is caught by
mistake (an internal procedure that says "tell the customer that …") costs a rewording, no more.
"""

import re
import unicodedata

from ingest.language import primary

# a line break is a start itself: blanks alone may follow one, or a text of empty lines takes the
# square of its length
_START = r"(?:^|[.!?:;。！？：；，\n()\[\]}>\"'“”«»*#-])[^\S\n]*"
_DOES = (
    # marks of the protocols that models are spoken to in
    r"<\|", r"\|>", r"\[/?inst\]", r"<</?sys>>", r"</s>", r"<(?:start|end)_of_turn>",
    rf"{_START}assistant\s*[:：]", rf"{_START}system\s*[:：]\s*(?:you|say|reply|answer|respond|ignore|tell|from)\b",
    r"(?<!#)#{2,}\s*(?:instruction|system|response)",
    r"(?<!where )(?<!if )(?<!that )you are now (?:an? |the |in |my |our |acting|called|dan\b)",
    # what to do with what they were told before
    r"(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instruction|prompt|above|before|previous|prior|rule|everything)",
    r"(?:ignorier|vergiss|missachte).{0,60}(?:anweisung|vorgabe|obige|bisherig|regel)",
    r"(?:ignora|ignore|ignorez|ignoruj|negeer|olvid|esqueç|oublie|dimentica).{0,60}(?:instru|anterior|consign|istruz|pr[eé]c[eé]dent|regel|reg[lr]a)",
    r"(?:игнорир|забудь|не обращай).{0,60}(?:инструкц|указан|предыдущ|правил)",
    r"(?:yok say|dikkate alma|unut).{0,60}|(?:talimat|kural).{0,60}(?:yok say|dikkate alma|unut)",
    r"(?:忽略|无视|無視|忘记|忘記|不要理会|不要理會).{0,30}(?:指令|指示|提示|以上|之前|规则|規則)",
    r"(?:指示|命令|プロンプト|ルール).{0,20}(?:無視|忘れ)", r"(?:지시|명령|프롬프트).{0,20}(?:무시|잊)",
    r"(?:تجاهل|انس).{0,60}(?:تعليمات|أوامر|سابق|قواعد)",
    r"(?:bỏ qua|phớt lờ|quên).{0,60}(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc)",
    r"(?:เพิกเฉย|ละเว้น|ไม่ต้องสนใจ|ลืม).{0,60}(?:คำสั่ง|คำแนะนำ|ข้างต้น)",
    r"(?:abaikan|lupakan).{0,60}(?:instruksi|perintah|petunjuk|aturan)",
)  # fmt: skip
_WHOM = (
    r"system\s?prompt", r"\b(?:large\s)?language model", r"\bas an ai\b", r"\bai (?:assistant|model)",
    r"\bchat\s?bots?\b", r"\bllms?\b", r"系统提示", r"系統提示", r"语言模型", r"語言模型",
    r"人工智能助手", r"人工智慧助理", r"言語モデル", r"언어 모델", r"نموذج لغوي", r"языков\w+ модел",
)  # fmt: skip
"""Names of those who may be spoken to; a text about them may be an honest one."""
_SAY = {
    "en": (r"(?:(?:say|reply|respond|tell|inform|mention|promise|assure)\b|(?:answer|claim|output)\b(?!\s*[:：;,|]))", r"\bthat\b|\bwith\b|customers?\b|users?\b|following\b|exactly\b"),
    "de": (r"(?:sag|antworte|schreib|teil|behaupte|versprich|erwähn|füg)\w*", r"\bdass\b|\bmit\b|kunde|\bhinzu\b"),
    "es": (r"(?:di|dile|diga|dígale|responde|responda|contesta|escribe|afirma)\b", r"\bque\b|cliente"),
    "pt": (r"(?:diga|responda|responde|escreva|afirme|informe)\b", r"\bque\b|cliente"),
    "fr": (r"(?:dis|dites|réponds|répondez|écris|écrivez|affirme[sz]?)\b", r"\bque\b|\bqu['’]|client"),
    "it": (r"(?:di['’]|dica|rispondi|risponda|scrivi|scriva|afferma)", r"\bche\b|cliente"),
    "nl": (r"(?:zeg|antwoord|schrijf|vertel|meld|beweer)\b", r"\bdat\b|\bmet\b|klant"),
    "pl": (r"(?:powiedz|odpowiedz|napisz|stwierdź)\b", r"\bże\b|klient"),
    "ru": (r"(?:скажи|скажите|ответь|ответьте|отвечай|напиши|сообщи)", r"\bчто\b|клиент"),
    "tr": (r".{0,80}(?:diye|olduğunu|müşteriye)", r"yanıt|cevap|söyle|yaz"),
    "ar": (r"(?:قل|أجب|أخبر|اكتب)", r"أن|إن|العميل"),
    "zh": (r".{0,20}(?:告[诉訴]|回[答复覆復]|答[复覆復])[^。：:]{0,8}(?:[客用顾顧][户戶客]|[说說])", ""),
    "ja": (r".{0,80}と(?:答え|回答し|返答し|伝え|書い)", r"て|よ|ろ|なさい|ること"),
    "ko": (r".{0,80}(?:라고|다고)", r"대답|답변|답하|말하|알려|전해"),
    "vi": (r"(?:hãy )?(?:trả lời|nói|viết|bảo)", r"\brằng\b|khách hàng"),
    "th": (r".{0,20}(?:ตอบ|บอก|แจ้ง|เขียน)", r"ว่า"),
    "id": (r"(?:katakan|jawab|jawablah|tulis|sampaikan|beri tahu)\b", r"\bbahwa\b|pelanggan"),
}  # fmt: skip
"""How an order to say something begins, at the start of a clause, and what soon follows."""
_QUOTED = '[:："“”„«「『]'
_POLITE = r"(?:(?:please|always|now|instead|just|only|and|then|bitte|immer|por favor|siempre|sempre|toujours|per favore|altijd|proszę|zawsze|пожалуйста|всегда|vui lòng|luôn|tolong|selalu|请|請|务必|務必)[,\s]*){0,3}"
_ADDRESSED = re.compile("|".join((*_DOES, *_WHOM)), re.MULTILINE)
_OVERRIDES = re.compile("|".join(_DOES), re.MULTILINE)
_ORDERS = {
    language: re.compile(
        rf"{_START}{_POLITE}{order}(?=.{{0,50}}(?:{soon}|{_QUOTED}))", re.MULTILINE
    )
    for language, (order, soon) in _SAY.items()
}
LANGUAGES_WITH_ORDERS = tuple(_ORDERS)
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSEEN_ALPHABET = re.compile(r"[\U000e0020-\U000e007e]")


def has_planted_instructions(text: str, *, language: str = "") -> bool:
    """Whether a text of a document gives orders to the one who replies, in English or its own
    language, openly or with characters that nobody sees."""
    # nobody sees this alphabet: it carries messages to machines
    if _UNSEEN_ALPHABET.search(text):
        return True
    folded = as_read_by_a_model(text)
    return bool(_ADDRESSED.search(folded)) or order_to_say(folded, language=language) is not None


def gives_orders(text: str, *, language: str = "") -> bool:
    """Whether a text gives orders to the one who replies; a word about models alone is none."""
    if _UNSEEN_ALPHABET.search(text):
        return True
    folded = as_read_by_a_model(text)
    return bool(_OVERRIDES.search(folded)) or order_to_say(folded, language=language) is not None


def as_read_by_a_model(text: str) -> str:
    """The text without characters that nobody sees, wide and styled letters as plain ones."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()


def order_to_say(folded: str, *, language: str = "") -> re.Match[str] | None:
    """Where a folded text orders somebody to say something, in English or its own language."""
    for one in dict.fromkeys(("en", primary(language))):
        found = _ORDERS[one].search(folded) if one in _ORDERS else None
        if found is not None:
            return found
    return None
