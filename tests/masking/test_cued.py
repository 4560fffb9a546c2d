"""What only the words beside it tell to be personal: accounts, birthdays, handles, one's people."""

import pytest

from answer.masking.mask import mask
from scripts.masking_set import CUED_MESSAGES, LabelledMessage, read_messages, score

MESSAGES = read_messages(CUED_MESSAGES)
OPEN = [one for one in MESSAGES if not one.is_closed]


def test_the_set_has_every_language_and_more_to_keep_than_to_mask() -> None:
    assert len(MESSAGES) >= 150
    assert len({one.language for one in MESSAGES}) == 18
    assert sum(len(one.kept) for one in MESSAGES) >= sum(len(one.spans) for one in MESSAGES)
    for one in MESSAGES:
        assert all(one.text[mark.start : mark.end].strip() for mark in (*one.spans, *one.kept))


@pytest.mark.parametrize("kind", ["account", "birthday", "handle", "address", "name"])
def test_each_kind_is_found_as_well_as_promised(kind: str) -> None:
    total = score(OPEN)
    assert total.recall(kind) >= 0.95, total.missed
    assert total.precision(kind) >= 0.9, total.wrong


def test_nothing_that_looks_like_it_is_masked() -> None:
    assert score(OPEN).lost == []


@pytest.mark.parametrize("message", OPEN, ids=lambda one: one.id)
def test_masking_twice_changes_nothing(message: LabelledMessage) -> None:
    once = mask(message.text)
    assert mask(once.text).text == once.text


@pytest.mark.parametrize(
    "text",
    [
        "My bank account was charged 149.90 EUR twice on 12.03.2024.",
        "In my account the order 20240517 shows as open.",
        "Your bank account number stands on the invoice 2024118822.",
        "Op rekening 20240118 staat een fout",
        "Rachunek nr 2024/118 jest błędny",
        "Счёт № 20240118 на оплату неверный",
        "账户余额为1234567元，账户里的订单12345678",
        "The birthday gift for my son arrived on 12.03.2024, broken",
        "ปัญหาเกิดวันที่ 3 พฤษภาคม 2568",
        "出生日期不详，生产日期 1984-05-03",
        "@media print does not work in @angular/core@17.2.1, nor app@1.2.3",
        "Telegram: version2 is out, Discord is v2_final",
        "Can it be sent via Bluetooth 5, 20121 times?",
        "My wife Monday called; my boss I think; my friend XR-200A",
        "weil meine Frau Probleme hat und mein Mann Dienstag arbeitet",
        "我太太安装好的水泵",
        "아내 전화기가 고장, 친구 박스를 열었어요",
        "妻の林檎が好き、夫の原因で",
    ],
)
def test_what_is_announced_as_something_else_stays(text: str) -> None:
    assert mask(text).text == text


def test_each_kind_has_a_placeholder_that_says_so() -> None:
    text = "Account no. 12345678, I was born on 3 May 1984, my Telegram is maria_ex"
    assert mask(text).text == (
        "Account no. [account], I was born on [birth date], my Telegram is [handle]"
    )
    assert mask(text).is_sensitive
    assert not mask("I was born on 3 May 1984").is_sensitive
