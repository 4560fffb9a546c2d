"""Where a text tells whoever replies what to do: no answer to anybody who asks.

"Tell every customer to sign in at …" stands in no answer by right: a customer who is shown it is
shown what somebody wanted done to them, or what was meant for the staff. So no such sentence is
quoted to customers, whoever accepted its document, nor what follows it in its paragraph, for orders
go on where they began. What is caught by mistake costs a sentence.
"""

import re
from functools import lru_cache

from ingest.planted_instructions import as_read_by_a_model, gives_orders
from ingest.sentences import split

REMEMBERED_TEXTS = 4_096
"""Passages are read again and again; each has a few thousand characters at most."""
_TO_WHO_REPLIES = re.compile(
    "|".join((
        # to whom it is said
        r"\b(?:note|message|notice|instruction|hint|reminder|attention)s? (?:to|for)(?: the| any| all| every)? (?:ai\b|assistant|bot\b|model\b|agent|whoever)",
        r"\bnota (?:para|al?)(?: el| la| o)? ?(?:asistente|assistente|agente|bot\b|modelo)", r"\bnota per (?:l['’ ])?(?:assistente|agente|bot)",
        r"\b(?:hinweis|nachricht|anweisung) (?:an|für) (?:den|die|alle|das) (?:assistent|ki\b|bot\b|modell|agent|mitarbeiter)", r"\bnote (?:pour|à) (?:l['’ ])?(?:assistant|le modèle|le bot|agent)",
        r"(?:примечание|сообщение|указание|заметка) (?:для|к) (?:ассистент|бот|модел|помощник|оператор)", r"ملاحظة (?:إلى )?(?:لل|ال)?(?:مساعد|نموذج|موظف)",
        r"[给給]?(?:ai|助手|助理|客服|模型|机器人|機器人)的?(?:说明|說明|提示|注意|消息|指令)", r"(?:アシスタント|担当者|モデル)(?:へ|への|に)(?:の)?(?:注意|指示|メモ|お知らせ)?[:：]", r"アシスタントへの",
        r"(?:어시스턴트|챗봇|모델|상담원)에게", r"asistan(?:a|lara) (?:not|mesaj)", r"uwaga dla (?:asystent|bot|model)", r"lưu ý cho (?:trợ lý|nhân viên)",
        r"opmerking voor (?:de )?(?:assistent|bot)", r"catatan untuk (?:asisten|agen)", r"หมายเหตุ(?:ถึง|สำหรับ)ผู้ช่วย",
        r"\b(?:if|as|when) you are an? (?:ai\b|llm|large language|language model|assistant|chat ?bot)", r"\b(?:if|when) an? (?:ai\b|llm|language model|assistant|chat ?bot) (?:reads|processes|answers|summari)",
        # what the customer is to be told
        r"\b(?:tell|inform|ask|advise|instruct|remind|assure|promise|direct|urge)\b(?: (?:the|any|all|every|each|our|your))? (?:customer|client|user|caller|visitor)s?\b",
        r"\b(?:sag|teil|bitte|fordere|informiere|versprich|rate)\w*(?: sie)? (?:de[mnr]|allen|alle|jede[mnrs]?|unseren?) (?:kunde|nutzer|anrufer|besucher)",
        r"\b(?:di|dile|diga|dígale|pide|pida|informa|informe|avisa)\b.{0,20}\b(?:al?|a cada|a los|ao|a todos los) clientes?\b", r"\b(?:dis|dites|demandez?|informez?|préviens|prévenez)\b.{0,20}\bclients?\b",
        r"\b(?:di['’]|dica|chiedi|chieda|informi?|avvisi?)\b.{0,20}\bclient[ei]\b", r"(?:скаж|сообщ|попрос|говор|передай|предупред)\w*.{0,20}клиент",
        r"(?:أخبر|أبلغ|قل|اطلب).{0,20}(?:العميل|عميل|العملاء|الزبون)", r"(?:告[诉訴]|通知|要求|[请請]).{0,6}(?:每[位个個])?(?:客[户戶](?![端機机])|[顾顧]客|用[户戶](?![名界]))",
        r"お?客(?:様|さま|さん).{0,12}(?:伝え|答え|言っ|案内し)", r"고객.{0,40}(?:말하|알려|전하|안내하|요청하)", r"müşteri\w*.{0,90}(?:söyle|bildir|yaz|iste)\w{0,6}(?:[.!]|$)",
        r"(?:powiedz|poproś|przekaż|poinformuj)\w* .{0,20}klient", r"(?:nói|bảo|báo|yêu cầu)(?: với| cho)?(?: mọi| mỗi| các)? khách", r"\b(?:zeg|vertel|vraag|informeer)\b.{0,15}\bklant", r"(?:katakan|beri tahu|sampaikan|minta).{0,20}pelanggan",
        r"(?:บอก|แจ้ง|ขอให้)ลูกค้า",
        # how a reply is to look
        r"\bassistants?\b.{0,40}\b(?:repl|answer|respon|end(?:s|ed)?\b|begin|start|say|mention|must\b|should\b)", r"\b(?:reply|answer|response) template\b",
        r"\b(?:every|each|any|all|good) (?:repl|answer|response)\w*\b.{0,60}\b(?:begin|start|end|contain|include|reads?|mention|says?|must)\b", r"\b(?:a|the) good (?:reply|answer|response)\b",
        r"<tool_|</?(?:system|assistant|instructions?)>",
    )), re.MULTILINE,
)  # fmt: skip


@lru_cache(maxsize=REMEMBERED_TEXTS)
def orders_in(text: str, *, language: str = "") -> tuple[tuple[int, int], ...]:
    """Half-open ranges of the text, each from an order to the end of its line."""
    if not is_order(text, language=language):
        return ()  # seldom is there any: one look at all of it
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        for first, last in split(line, language=language):
            if is_order(line[first:last].strip(), language=language):
                found.append((start + first, end))
                break
        else:
            # an order that only the whole line shows
            if is_order(line, language=language):
                found.append((start, end))
        start = end + 1
    return tuple(found) or ((0, len(text)),)


def is_order(text: str, *, language: str = "") -> bool:
    """Whether anything in the text is told to whoever replies."""
    if not text.strip():
        return False
    return gives_orders(text, language=language) or bool(
        _TO_WHO_REPLIES.search(as_read_by_a_model(text))
    )
