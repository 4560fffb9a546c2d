"""How headers of question-and-answer sheets, and units, are called in the markets' languages."""

import re

_QUESTION_WORDS = """
question questions q faq query pregunta preguntas pergunta perguntas frage fragen domanda
domande vraag vragen pytanie pytania вопрос вопросы soru sorular السؤال سؤال الأسئلة
pertanyaan 问题 问 提问 問題 問 提問 常见问题 常見問題 客户问题 用户问题 标准问题 标准问
質問 質問内容 질문 문의 คำถาม
"""
_QUESTION = frozenset(_QUESTION_WORDS.split()) | {"câu hỏi"}
_ANSWER_WORDS = """
answer answers a reply response solution respuesta respuestas resposta respostas réponse
réponses reponse antwort antworten lösung risposta risposte antwoord antwoorden odpowiedź
odpowiedzi ответ ответы cevap cevaplar yanıt الجواب جواب الإجابة إجابة jawaban 答案 回答 答 解答
答复
答覆 回复 回覆 标准答案 解决方案 解決方案 答え 返答 답변 답 대답 คำตอบ
"""
_ANSWER = frozenset(_ANSWER_WORDS.split()) | {"câu trả lời", "trả lời", "đáp án"}
_CATEGORY_WORDS = """
category topic section group theme categoría categoria catégorie tema rubrique kategorie thema
argomento categorie onderwerp kategoria temat категория тема раздел kategori konu فئة الفئة
topik 分类 类别 类目 主题 分類 類別 類目 主題 カテゴリ カテゴリー 카테고리 분류 หมวดหมู่ หมวด
"""
_CATEGORY = frozenset(_CATEGORY_WORDS.split()) | {"danh mục", "chủ đề"}
_NOT_THE_TEXT_WORDS = """
id no nr number type date by count status link url source length author score
"""
_NOT_THE_TEXT = frozenset(_NOT_THE_TEXT_WORDS.split())

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_PARTS = re.compile(r"[\s_\-/:：.#*]+")

_UNIT = re.compile(
    r"[(（\[]?\s*(?:[µμnmckMG]?(?:m|g|s|V|A|W|Hz|Ω|F|J|N|L|l|B|bit|Pa|Wh|Ah|VA|bar|rad)[²³]?|"
    r"[kKMG]?[Bb]ps|mAh|kWh|VAC|VDC|Vdc|Vac|rpm|r/min|dB[AmiV]?|psi|°[CF]?|℃|℉|K|%|‰|ppm|in|inch|"
    r"ft|lb|lbs|oz|min|h|hr|hrs|day|days|d|months?|years?|pcs|pc|个|台|件|年|月|天|小时|分钟|秒|毫米|"
    r"厘米|米|千克|公斤|克|伏|安|瓦|mm²|cm³|m³/h|L/min|W/m²|N·?m|lx|lm|cd|USD|EUR|CNY|RMB|元|€|\$|"
    r"mm\s*[x×*]\s*mm(?:\s*[x×*]\s*mm)?|-|—|–|/)\s*[)）\]]?"
)


def is_question_header(cell: str) -> bool:
    """Whether a column of this name holds questions."""
    return _names(cell, _QUESTION)


def is_answer_header(cell: str) -> bool:
    """Whether a column of this name holds answers."""
    return _names(cell, _ANSWER)


def is_category_header(cell: str) -> bool:
    """Whether a column of this name groups the entries."""
    return _names(cell, _CATEGORY)


def is_unit(cell: str) -> bool:
    """Whether a cell is nothing but a unit of measure (or a dash for none)."""
    return bool(_UNIT.fullmatch(cell.strip()))


def _names(cell: str, words: frozenset[str]) -> bool:
    """``Question (EN)``, ``q_en`` and ``Customer question`` are questions, ``Question ID`` not."""
    name = _BRACKETS.sub(" ", cell).strip().casefold()
    if len(name) > 40:
        return False
    if name in words:
        return True
    parts = [part for part in _PARTS.split(name) if part]
    if not parts or any(part in _NOT_THE_TEXT for part in parts):
        return False
    return any(
        part in words and (len(part) > 1 or position == 0 or not part.isascii())
        for position, part in enumerate(parts)
    )
