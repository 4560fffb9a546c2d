import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split

LANGUAGES = ["", "en", "zh-Hans", "de", "th", "ar", "ja", "hi", "pl", "ru"]


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in split(text, language=language)]


@given(
    st.text(alphabet=st.sampled_from(list("aB1. \n!?…。」\")'zB.\u0e01ด\u00a0")), max_size=80)
    | st.text(max_size=120),
    st.sampled_from(LANGUAGES),
)
def test_spans_tile_the_text(text: str, language: str) -> None:
    spans = split(text, language=language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


@given(st.text(alphabet=st.sampled_from(list("aB1. \n!?。ด")), max_size=80))
def test_no_sentence_is_blank_unless_the_text_is(text: str) -> None:
    spans = split(text, language="en")
    assert not text.strip() or all(text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Set it to 2.5 A.", "Then wait."]),
        ("en", ["Use a fuse (e.g. 5 A, type F).", "Do not exceed 16 A!", "Why?", "It melts."]),
        ("en", ["Firmware v1.2.3 is required.", "See https://example.com/a.b?c=d for more."]),
        ("en", ["See Fig. 3 and No. 7.", "Mr. Smith signed it."]),
        ("en", ["The HS code is 8504.40.90.", "It applies from 2024."]),
        ("en", ['He said "Stop."', "Then it stopped."]),
        ("en", ["It may fail ... but seldom.", "Wait…", "Now press OK."]),
        ("en", ["It comes in 2024.", "Then we ship."]),
        ("en", ["Model XR-200A vs. XR-200B.", "Both work."]),
        ("en", ["The motor works.", "The fan does not."]),
        ("de", ["Das gilt z. B. für den Motor.", "Am 3. Mai liefern wir.", "Fertig!"]),
        ("de", ["Siehe Abb. 4 bzw. Kap. 2.", "Der Strom beträgt 1.000,5 A."]),
        ("fr", ["Voir p. ex. la notice.", "Est-ce normal ?", "Oui !"]),
        ("es", ["El Sr. Pérez llamó.", "¿Qué pasa?", "¡Nada!"]),
        ("pt", ["Consulte a pág. 4.", "O Sr. Silva assinou."]),
        ("it", ["Vedi pag. 3 ecc. per i dettagli.", "Non aprire."]),
        ("nl", ["Gebruik bijv. een doek.", "Niet openen."]),
        ("pl", ["Użyj np. szmatki.", "Nie otwieraj."]),
        ("ru", ["Используйте, т. е. включите.", "См. рис. 4.", "Готово."]),
        ("tr", ["Örn. bir bez kullanın.", "Açmayın."]),
        ("vi", ["Không mở nắp.", "Gọi TP. Hồ Chí Minh."]),
        ("id", ["Lihat hlm. 4.", "Jangan dibuka."]),
        ("ar", ["ما مدة الضمان؟", "الضمان سنتان.", "شكرا!"]),
        ("hi", ["यह काम करता है।", "फिर बंद करें।"]),
        ("ko", ["전원을 켜세요.", "그다음 기다리세요!", "왜요?"]),
    ],
)
def test_splits_where_a_reader_would(language: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", ["先关机。", "再拔下插头！", "为什么？", "因为有2.5A的电流。"]),
        ("zh-Hant", ["他說：「請關機。」", "然後離開。"]),
        ("ja", ["電源を切ってください。", "（必ず抜くこと。）", "終わりですか？", "はい！"]),
        ("zh-Hans", ["用Wi-Fi吗?", "可以!", "请看3.1节。"]),
    ],
)
def test_splits_without_spaces(language: str, expected: list[str]) -> None:
    assert sentences("".join(expected), language) == expected


def test_a_line_ends_a_sentence_and_a_list_marker_does_not() -> None:
    text = "Steps\n1. Press the button\n2. Wait 3 s. Then release.\n\n- done"
    assert sentences(text, "en") == [
        "Steps",
        "1. Press the button",
        "2. Wait 3 s.",
        "Then release.",
        "- done",
    ]


def test_thai_breaks_at_a_space_once_long() -> None:
    clause = "กรุณาปิดเครื่องก่อนถอดปลั๊กไฟทุกครั้งเพื่อความปลอดภัย"
    spans = split(" ".join([clause] * 4), language="th")
    assert len(spans) == 2
    assert split("รับประกัน 2 ปี นับจากวันซื้อ", language="th") == ((0, 28),)


def test_a_long_line_of_dots_takes_no_quadratic_time() -> None:
    text = (
        "a." * 20_000
        + " B "
        + "." * 20_000
        + "\n"
        + "x. " * 20_000
        + "." * 20_000
        + "x"
        + "。" * 20_000
        + "!." * 20_000
        + "x"
    )
    assert split(text, language="en")[-1][1] == len(text)
