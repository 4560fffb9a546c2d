"""The signs of an instruction aimed at a language model, and how many it takes.

`planted_instructions` asks whether a model may be given a text at all: there a mistake costs a
rewording. Here a mistake costs an editor's time and a document's absence, so several signs have to
come together: an override of what was said before, words to a model (not about one), an order to
say something, and that nothing else may be said. Manuals that skip a step, procedures that tell
agents what to tell customers and pages about assistants have one of these at most.
"""

import re
import unicodedata

from ingest.planted_instructions import (
    LANGUAGES_WITH_ORDERS,
    as_read_by_a_model,
    has_planted_instructions,
    order_to_say,
)

_ENOUGH = 2.0
_PROTOCOL = re.compile(r"<\|[a-z_]+\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>")
_OVERRIDE = re.compile(
    # the texts are folded: NFKC takes the Thai vowel am apart
    unicodedata.normalize("NFKC", "|".join((
        r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,2}?(?:all|any|every|everything|your|whatever)\b.{0,40}(?:instruction|prompt|\brules?\b|guideline|\borders\b|told|above)",
        r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*)\s+(?:sie\s+)?(?:all\w*|sämtliche\w*|jede\w*|deine\w*|ihre)\b.{0,40}(?:anweisung|vorgabe|regel|instruktion|prompt)",
        r"\b(?:ignor\w+|olvid\w+|esque[çc]\w+|oubli\w+|dimentic\w+)\s+(?:\w+\s+)?(?:tod[ao]s|tutt[eio]|toutes|tous|tus|suas|seus|vos|tes|qualsiasi|cualquier)\b.{0,40}(?:instru|istruz|consign|r[eè]gles|reglas|regras|regole|ordres|[oó]rdenes|ordini|prompt)",
        r"\bnegeer\s+(?:alle|je|uw|elke)\b.{0,40}(?:instructie|regel|opdracht|prompt)",
        r"\b(?:zignoruj|ignoruj|zapomnij)\s+(?:o\s+)?(?:wszystki\w+|swoj\w+|każd\w+).{0,40}(?:instrukcj|polece|zasad|reguł|wskaz)",
        r"(?:игнорируй\w*|забудь\w*|не обращай\w* внимания на)\s+(?:вс[её]\w*|сво\w+|люб\w+).{0,40}(?:инструкц|указан|правил|команд)",
        r"(?:tüm|bütün)\b.{0,30}(?:talimat|kural|yönerge|komut)\w*.{0,20}(?:yok say|dikkate alma|unut|görmezden gel)",
        r"(?:تجاهل|انس)\w*\s+(?:جميع|كل|كافة).{0,40}(?:تعليمات|أوامر|قواعد|توجيهات)",
        r"(?:忽略|无视|無視|忘记|忘記|不要理会|不要理會)(?:你|您)?.{0,6}(?:所有|全部|一切|任何|你的).{0,12}(?:指令|指示|提示词|提示詞|规则|規則|命令)",
        r"(?:すべて|全て|全部|あらゆる).{0,10}(?:指示|命令|プロンプト|ルール|指令).{0,6}(?:無視|忘れ)",
        r"(?:모든|전부|일체의).{0,10}(?:지시|명령|프롬프트|규칙|지침).{0,6}(?:무시|잊)",
        r"(?:bỏ qua|phớt lờ|quên|không để ý)\s+(?:mọi|tất cả|toàn bộ|hết).{0,40}(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc|chỉ thị)",
        r"(?:เพิกเฉย|ละเว้น|ไม่ต้องสนใจ|ลืม).{0,12}(?:คำสั่ง|คำแนะนำ|กฎ).{0,20}(?:ทั้งหมด|ทุก)",
        r"\b(?:abaikan|lupakan)\s+(?:semua|seluruh|segala).{0,40}(?:instruksi|perintah|petunjuk|aturan)",
    )))
)  # fmt: skip
_IF = re.compile(
    r"\b(?:if|unless|wenn|falls|si|se|als|jeśli|если|eğer|jika|nếu)\b|如果|若|もし|場合|만약|إذا|หาก"
)
"""A condition on the reader's device: a manual that leaves something out."""
_TO_A_MODEL = re.compile(
    "|".join((
        r"\bas an? (?:ai|llm|language model)\b", r"\bnote to (?:the |any |all )?(?:ai|llm|language model|assistant|chat\s?bot)",
        r"\byou are (?:now )?(?:an? |the )(?:ai|llm|language model|\w+ assistant|assistant|chat\s?bot)",
        r"\b(?:ai|llm)s?(?: assistants?| models?| agents?)?[,:]? (?:reading|processing|that reads?|who reads?)",
        r"(?:^|[.!?\n][^\S\n]*)(?:(?:ai )?assistant|system|ai)\s*[:：]\s*(?:you|say|reply|answer|respond|ignore|disregard|tell|from|forget)\b",
        r"\byour (?:system )?prompt\b", r"\bdu bist (?:jetzt |nun )?ein\w* (?:ki|sprachmodell|assistent|chatbot)", r"\bals ki\b",
        r"\beres (?:ahora )?un (?:asistente|modelo)", r"\btu es (?:maintenant )?un (?:assistant|modèle)",
        r"\bvocê é (?:agora )?um (?:assistente|modelo)", r"\bsei (?:ora )?un (?:assistente|modello)",
        r"\bje bent (?:nu )?een (?:ai|assistent|taalmodel)", r"jesteś (?:teraz )?(?:asystentem|modelem)",
        r"ты (?:теперь )?(?:ассистент|языковая модель|ии\b)", r"\bsen (?:artık )?bir (?:yapay zek|dil model|asistan)",
        r"أنت (?:الآن )?(?:نموذج|مساعد)", r"你(?:现在|現在)?是一?[个個名]?(?:人工智能|人工智慧|ai|语言模型|語言模型|大模型)", r"作为(?:一个|一名)?(?:ai|人工智能|语言模型)",
        r"あなたは(?:ai|人工知能|言語モデル|アシスタント)", r"당신은 (?:ai|인공지능|언어 모델)",
        r"bạn là (?:một )?(?:trợ lý|mô hình)", r"คุณคือ\s?(?:ผู้ช่วย|โมเดล|ai)", r"(?:kamu|anda) adalah (?:asisten|model|ai)",
    )), re.MULTILINE,
)  # fmt: skip
_OF_A_MODEL = re.compile(
    r"language model|\bai (?:assistant|model)|\bchat\s?bot|\bllms?\b|system\s?prompt|系统提示|系統提示|语言模型|語言模型|人工智能助手|言語モデル|언어 모델"
)
_NOTHING_ELSE = re.compile(
    "|".join((
        r"(?:whatever|regardless of what|no matter what) (?:the |any )?other (?:document|source|text)", r"\bin every (?:reply|answer|response)\b",
        r"\b(?:do not|don't|never) (?:quote|cite|use) any other (?:source|document)", r"\b(?:do not|don't|never) (?:mention|reveal|disclose) (?:this|these) (?:message|instruction|note|text|prompt)",
        r"\breveal (?:your|the) (?:system )?(?:prompt|instructions)", r"不要提(?:到|及)(?:这|這|本)[条條个個]?(?:指令|消息|说明|訊息)", r"任何问题.{0,4}(?:都)?必须(?:说|回答)",
        r"erwähne diese (?:nachricht|anweisung) nicht", r"no menciones est[ae] (?:mensaje|instrucción)", r"ne mentionne pas (?:ce message|cette consigne)",
    ))
)  # fmt: skip
_WHEN_ASKED = re.compile(
    r"\b(?:when|if|whenever)\b.{0,30}\b(?:asked|asks?)\b|wenn .{0,30}gefragt|被问|回答.{0,6}问题时"
)

_ASKED_AND_TOLD = re.compile(
    r"\b(?:when|if|whenever)\b.{0,30}\b(?:asked|asks?)\b[^.!?\n]{0,60},\s*(?:\w+ )?(?:say|answer|reply|respond|state|tell)\b"
)
"""The order to say something within a sentence, where no clause begins for `order_to_say`."""


def instructs_unseen(text: str) -> bool:
    """Whether a text that people do not see orders anything: there one sign is enough."""
    if len(text) > 20_000:
        text = text[:20_000]
    folded = as_read_by_a_model(text)
    if _OVERRIDE.search(folded) or _PROTOCOL.search(folded) or _TO_A_MODEL.search(folded):
        return True
    addressed = has_planted_instructions(text)
    return addressed and any(
        order_to_say(folded, language=language) for language in LANGUAGES_WITH_ORDERS
    )


def where_instructs(folded: str, *, language: str, is_code: bool) -> int:
    """Where in a folded text orders to a model begin; -1 where there are none."""
    signs: list[int] = []
    points = 0.0
    protocol = _PROTOCOL.search(folded)
    if protocol is not None:
        points += 1.0 if is_code else 2.0
        signs.append(protocol.start())
    override = _OVERRIDE.search(folded)
    if override is not None:
        points += 1.0 if _IF.search(_clause_before(folded, override.start())) else 2.0
        signs.append(override.start())
    addressed = _TO_A_MODEL.search(folded)
    if addressed is not None:
        points += 1.5
        signs.append(addressed.start())
    elif _OF_A_MODEL.search(folded):
        points += 0.5
    if points == 0.0 and _NOTHING_ELSE.search(folded) is None:
        return -1
    for pattern, worth in ((_NOTHING_ELSE, 1.0), (_WHEN_ASKED, 0.5), (_ASKED_AND_TOLD, 1.0)):
        found = pattern.search(folded)
        if found is not None:
            points += worth
            signs.append(found.start())
    order = order_to_say(folded, language=language)
    if order is not None:
        points += 1.0
        signs.append(order.start())
    return min(signs) if points >= _ENOUGH and signs else -1


def _clause_before(folded: str, end: int) -> str:
    """What stands before in the same sentence."""
    start = max(folded.rfind(mark, 0, end) for mark in ".!?\n。！？")
    return folded[start + 1 : end]
