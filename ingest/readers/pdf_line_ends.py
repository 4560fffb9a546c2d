"""What the end of one line and the start of the next tell: does a paragraph go on?"""

from ingest.readers.pdf_page import Line

SENTENCE_ENDS = tuple(".!?:;。！？：；…")


def is_stray(line: Line) -> bool:
    """A number or a short label, as on the axes of a diagram."""
    text = line.text.strip()
    if len(text) <= 3:
        return True
    letters = sum(character.isalpha() for character in text)
    return len(text) <= 40 and letters < 0.45 * len(text)


def reaches_margin(last: Line, line: Line) -> bool:
    """Whether the first word of the line would not have fitted on the last one."""
    first_word = line.text.split(" ", 1)[0]
    width = line.x1 - line.x0
    needed = width * min(1.0, (len(first_word) + 1) / max(1, len(line.text)))
    room = max(last.column_x1, line.x1) - last.x1
    if room <= max(needed, 2.0 * line.size):
        return True
    if last.x0 > last.column_x0 + 2.0 and last.x0 > line.column_x0:
        # Centred or right-aligned text has no margin to reach.
        centred = abs((last.x0 + last.x1) - (line.x0 + line.x1)) < 4.0
        if centred:
            return not last.text.rstrip().endswith(SENTENCE_ENDS)
    ending = last.text.rstrip()
    flush = abs(line.x0 - line.column_x0) < 3.0 and line.column_x1 > line.column_x0
    if flush and not ending.endswith(SENTENCE_ENDS) and len(ending) > 25:
        return room < 0.3 * (line.column_x1 - line.column_x0)
    # Ragged text in a wide region: a sentence that goes on in lower case is still one.
    return not last.text.rstrip().endswith(SENTENCE_ENDS) and line.text[:1].islower()


def mid_sentence(last: Line, line: Line) -> bool:
    """Whether a sentence left open at the foot of a column goes on at the head of the next."""
    ending, start = last.text.rstrip(), line.text.lstrip()
    if ending.endswith(SENTENCE_ENDS) or not start:
        return False
    return start[0].islower() or (ord(start[0]) > 0x2E80 and ord(ending[-1]) > 0x2E80)
