"""The legacy encoding that makes the most plausible text of some bytes.

Each candidate is decoded strictly and judged by how many of its non-ASCII characters are among the
most frequent letters of the languages it serves. That is decisive even for a single sentence: in
real text the most frequent characters make up half of it or more, in wrongly decoded text a few per
cent.
"""

import re
from collections import Counter

_SAMPLE_BYTES = 64 * 1024

_HAN_SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体"
    "制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内"
    "数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提"
    "直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计"
    "别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海"
    "口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身"
    "车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石"
    "记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青"
    "省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型"
    "眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙修换退货订购客"
)
_HAN_TRADITIONAL = (
    "這為個國時來們會發動說產種後經進著電裡現實兩體機當使點從業還應開關間樣與線內數問題無軍總設"
    "長頭資邊組見計論運農區強決戰則處據隊領熱導規東壓濟極聯認權證單類風轉達車務萬議報離華確張馬"
    "節話況傳許廣記觀織裝複書難連驗勞團曆構稱準率維劃選標寫親養層專狀廠識適屬圓滿縣參細聽該鐵價"
    "嚴龍換貨訂購請讓嗎買賣歡樂愛網頁貼圖篇們裏麼過對學沒歲話給覺"
)
_HAN_JAPANESE = "国会年対社員円場実気経済発応関東駅営業売価様込製品続変図読書覧検索設定使用方法無料"
_KANA_COMMON = re.compile("[\u3041-\u30fc]")
_HANGUL_COMMON = (
    "이다는의에을가한하고지로은기사도를리어자인스시일서대정나제부해수전아그보여있장상연주구과면만성들"
    "으트유라신공비용니무원조관세요동오국것선경중우안발생등할위적당화간모방소내개게마미거차명품물진"
)
_WIDE_PUNCTUATION = "，。、；：？！「」『』（）《》【】“”‘’…—·　ー～％"

_TOP_LETTERS = {
    "cp1251": "оеаинтсрвлкмдпуяыьгз",
    "koi8-r": "оеаинтсрвлкмдпуяыьгз",
    "cp1253": "αοιετσνηυρπκμλςάίόέήώ",
    "cp1255": "יוהלאתרבמשנקדחפעםגץצסטכזן",
    "cp1256": "اليةنمورتبعدسفكهقحجأش",
    "cp874": "านรอกเงมยลวดทสตะปบคหแจพชขใไ่้ิีัื็์ุู",
}
_LATIN_LETTERS = {
    "cp1252": "äöüßÄÖÜéèêëàâçîïôùûœñáíóúãõìòÉÈÀÇÊÁÍÓÚÑåæøÅÆØ",
    "cp1250": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűâîăşţđäöüßÄÖÜ",
    "cp1254": "çğıöşüÇĞİÖŞÜâîû",
}
_QUOTES_AND_SIGNS = "«»“”‘’„‚–—…€°®™©§µ½¼¾·•±×²³¿¡\u00a0£¢¥º"
_OPENING = "«“‘„‚¿¡–—•©§€£\u00a0"
_MULTIBYTE = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")

_COMMON = {
    "gb18030": frozenset(_HAN_SIMPLIFIED + _WIDE_PUNCTUATION),
    "big5hkscs": frozenset(_HAN_TRADITIONAL + _HAN_SIMPLIFIED + _WIDE_PUNCTUATION),
    "cp932": frozenset(_HAN_JAPANESE + _HAN_SIMPLIFIED + _HAN_TRADITIONAL + _WIDE_PUNCTUATION),
    "euc_jp": frozenset(_HAN_JAPANESE + _HAN_SIMPLIFIED + _HAN_TRADITIONAL + _WIDE_PUNCTUATION),
    "cp949": frozenset(_HANGUL_COMMON + _WIDE_PUNCTUATION),
}
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_NEVER = re.compile("[\x80-\x9f\ue000-\uf8ff\uff61-\uff9f\ufffd]")
"""C1 controls, private use, half-width katakana: hardly ever in a document."""

_BESIDE_ASCII = re.compile(
    r"(?<=[a-zA-Z])(?:[^\W\d_a-zA-Z]|[\u0e31-\u0e4e])|[^\W\d_a-zA-Z](?=[a-zA-Z])"
)
_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z](?=[^\W\d_])")
_FOREIGN_RUN = re.compile(r"[^\W\d_a-zA-Z]{3,}")
"""Three accented letters in a row: a word of another script read as Latin."""


def guess_encoding(data: bytes) -> str:
    """Python's name of the most plausible encoding; ``cp1252`` when nothing speaks for another."""
    sample = _whole_lines(data)
    candidates = (*_TOP_LETTERS, *_LATIN_LETTERS)
    if _mostly_in_runs(sample):
        candidates = (*_MULTIBYTE, *candidates)
    scored: list[tuple[float, str]] = []
    for encoding in candidates:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            # One broken character must not rule out the encoding of all the others.
            text = sample.decode(encoding, "replace")
            if text.count("\ufffd") * 50 > len(text):
                continue
        scored.append((plausibility(text, encoding=encoding), encoding))
    best = max(scored, key=lambda item: item[0], default=(0.0, "cp1252"))
    return best[1] if best[0] > 0 else "cp1252"


def plausibility(text: str, *, encoding: str) -> float:
    """How much ``text`` looks like what that encoding is used for: about 0 for noise, up to 1."""
    strange = Counter(character for character in text if character > "\x7f")
    total = sum(strange.values())
    if not total:
        return 1.0
    good: float
    never = sum(times for character, times in strange.items() if _NEVER.match(character))
    if encoding in _COMMON:
        good = _wide_score(strange, encoding)
    elif encoding in _TOP_LETTERS:
        top = frozenset(_TOP_LETTERS[encoding])
        letters = sum(times for c, times in strange.items() if c in top)
        signs = sum(times for c, times in strange.items() if not c.isalpha() and c not in top)
        capitals = len(re.findall(r"(?<=[а-яё])[А-ЯЁ]|(?<=[α-ώ])[Α-Ω]", text))
        # Accents inside Latin words are no letters of another script.
        inside = len(_BESIDE_ASCII.findall(text))
        good = letters - capitals * 2 - inside - (0 if encoding == "cp874" else signs * 0.5)
    elif encoding in _LATIN_LETTERS:
        good = _latin_score(text, strange, encoding)
    else:
        # Declared and rare: all that can be asked is that it gives letters.
        good = sum(times for character, times in strange.items() if character.isalpha())
    return (good - 2 * never) / total


def _wide_score(strange: Counter[str], encoding: str) -> float:
    common = _COMMON[encoding]
    score = float(sum(times for character, times in strange.items() if character in common))
    kana = sum(times for character, times in strange.items() if _KANA_COMMON.match(character))
    if encoding in {"cp932", "euc_jp"}:
        return score + kana
    if encoding == "cp949":
        hangul = sum(times for character, times in strange.items() if _HANGUL.match(character))
        han = sum(times for character, times in strange.items() if _HAN.match(character))
        # Korean is nearly all hangul; Chinese read as Korean is a third hanja.
        return (score + hangul) / 2 - han
    return score - kana / 2


def _latin_score(text: str, strange: Counter[str], encoding: str) -> float:
    letters = frozenset(_LATIN_LETTERS[encoding])
    score = 0.0
    in_words = Counter(_IN_WORD.findall(text))
    for character, times in strange.items():
        if character in letters:
            # Alone it may as well be a sign of another encoding: Ł where £ was meant.
            score += in_words[character] + (times - in_words[character]) * 0.4
        elif character in _QUOTES_AND_SIGNS:
            score += times * 0.5
        elif character.isalpha():
            score -= times * 0.25
        else:
            score -= times
    # A sign inside a word is a letter of another encoding.
    signs = "".join(sign for sign in _QUOTES_AND_SIGNS if sign not in _OPENING + "’·")
    inside = len(re.findall(f"(?<=[a-zA-Z])[{re.escape(signs)}](?=[a-z])", text))
    foreign = sum(len(run) for run in _FOREIGN_RUN.findall(text))
    return score - 2 * inside - foreign


def _whole_lines(data: bytes) -> bytes:
    """Lines with non-ASCII bytes from the beginning, as many as a sample needs."""
    sample: list[bytes] = []
    size = 0
    for line in data.split(b"\n"):
        if line.isascii():
            continue
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_BYTES:
            break
    return b"\n".join(sample)


def _mostly_in_runs(sample: bytes) -> bool:
    """Whether high bytes stand together, as in Chinese, and not alone, as in ``Größe``."""
    runs = re.findall(rb"[\x80-\xff]+(?:[\x40-\x7e][\x80-\xff]+)*", sample)
    together = sum(len(run) for run in runs if len(run) > 1)
    alone = sum(1 for run in runs if len(run) == 1)
    return together > alone
