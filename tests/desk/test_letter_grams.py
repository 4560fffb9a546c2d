"""Runs of letters: what alike words share, what is counted, what is nothing."""

import numpy as np

from answer.desk.letter_grams import PLACES, gram_scores, letter_grams


def test_words_alike_share_places_in_any_script() -> None:
    for one, other, strange in (
        ("swollen battery", "a battery that has swollen", "quiet printer"),
        ("鼓包的电池", "电池鼓包了", "显示器支架"),
        ("Ｂattery", "battery", "quiet"),
    ):
        of_one, of_other, of_strange = (
            set(letter_grams(text)[0].tolist()) for text in (one, other, strange)
        )
        assert len(of_one & of_other) > len(of_one & of_strange)


def test_what_is_said_often_counts_by_its_logarithm() -> None:
    places, often = letter_grams("no no no")
    assert sorted(set(np.round(often, 3).tolist())) == [np.float32(2.099).round(3)]
    assert places.min() >= 0
    assert places.max() < PLACES


def test_a_text_of_nothing_scores_nothing_and_length_does_not_raise_a_score() -> None:
    rareness = np.ones(PLACES, np.float32)
    weights = np.ones((PLACES, 2), np.float16)
    once, often, nothing = gram_scores(["smoke", "smoke " * 50, " \n"], rareness, weights)
    assert np.allclose(once, often, rtol=1e-2)
    assert nothing.tolist() == [0, 0]


def test_half_a_character_is_a_letter_like_any() -> None:
    places, _ = letter_grams("the pump \ud800 burns")
    assert len(places) > len(letter_grams("the pump burns")[0])
