"""Who put a reply in words, who should have and did not: a sentence for agents, and signals."""

from answer.draft import Draft, Wording, WritingFailure
from answer.explanation_words import short
from answer.reply import ExplanationLine, Signal

FAILURES: dict[WritingFailure, str] = {
    "unreachable": "could not be reached",
    "out_of_time": "did not answer in time",
    "refused": "refused (see 'tradewind doctor')",
    "not_taken": "did not take the text",
    "broken": "gave nothing that can be read",
    "cut_off": "wrote more than it may",
    "circuit_open": "failed too often and is not asked for a while",
    "declined": "found no answer in the quotes",
    "uncited": "named no quote for what it wrote",
    "unfaithful": "wrote what the quotes do not say",
    "wrong_language": "wrote in another language",
    "best_left_out": "left out the quote that answers",
    "step_left_out": "left out a step",
    "instructions_in_evidence": "was not asked: a quote gives orders to whoever replies",
}


def explain_wording(wording: Wording | None) -> ExplanationLine | None:
    """What is added to the line about the source; None where nobody was asked."""
    if wording is None:
        return None
    told: list[str] = []
    if wording.writer:
        told.append(f"Put in words by {short(wording.writer)} and checked against the quotes.")
    if wording.dropped:
        noun = "sentence" if wording.dropped == 1 else "sentences"
        told.append(f"{wording.dropped} {noun} not said by a quote left out.")
    if wording.writer_failure:
        told.append(f"Quoted as it stands: the writer {FAILURES[wording.writer_failure]}.")
    if wording.translator:
        told.append(f"Translated by {short(wording.translator)} and checked, the original beside.")
    if wording.translator_failure:
        kept = "Partly not" if wording.translator else "Not"
        told.append(f"{kept} translated: the translator {FAILURES[wording.translator_failure]}.")
    return ExplanationLine(
        code="source.wording",
        text=" ".join(told),
        values=(
            ("writer", wording.writer),
            ("writer_failure", wording.writer_failure or ""),
            ("sentences_left_out", float(wording.dropped)),
            ("translator", wording.translator),
            ("translator_failure", wording.translator_failure or ""),
        ),
    )


def wording_signals(draft: Draft) -> tuple[Signal, ...]:
    """The same as numbers, 1 for yes; none where nobody was asked. They change no probability."""
    wording = draft.wording
    if wording is None:
        return ()
    values = {
        "reworded": float(bool(wording.writer)),
        "writer_fell_back": float(wording.writer_failure is not None),
        "sentences_left_out": float(wording.dropped),
        "machine_translated": float(draft.translation == "machine"),
        "translator_fell_back": float(wording.translator_failure is not None),
    }
    return tuple(Signal(name=name, value=value) for name, value in values.items())
