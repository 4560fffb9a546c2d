"""Asks what no customer means: walls of one letter, a thousand model numbers, halves of characters.

``python -m scripts.check_hostile_questions [--var DIR] [--seconds 1.0]``

Needs an indexed demo (``scripts.benchmark_speed`` leaves one). Prints the time each took, by the
clock and of the processor alone; exits 1 when one had no reply, or took the processor longer than
the limit.
"""

import argparse
import sys
import time
from pathlib import Path

from answer.question import Question
from api.bootstrap import Application
from api.settings import load_settings
from scripts.corpora import BENCH, PROJECT

LENGTH = 4_000


def hostile_questions(length: int = LENGTH) -> dict[str, str]:
    """Questions by what is wrong with them, each as long as is taken."""
    pieces = {
        "one syllable": "한",
        "one character": "中",
        "one letter": "a",
        "one digit": "1",
        "digits": "1234567890",
        "half an identifier": "XR-",
        "identifier without end": "XR-1-",
        "letters and digits": "a1",
        "letters and digits apart": "a1 ",
        "digits apart": "1 ",
        "digits and dots": "1.",
        "slashes": "a/b/",
        "commas": "x,",
        "addresses": "http://a.b/",
        "mail": "a@",
        "standards": "EN 62368-1:2020+A11 ",
        "customs codes": "8504.40.90 ",
        "threads": "M12X1.5-6H ",
        "errors": "E-04 ",
        "full width": "ＸＲ－２００Ａ ",
        "models in Chinese": "型号XR-200A电压",
        "prose": "What is the rated output of the XR-200 when it is hotter than 50 degrees? ",
        "Chinese prose": "请问在环境温度高于五十摄氏度时这台电源的额定输出功率是多少瓦？",
        "stacked marks": "Z\u0338\u0321\u031b\u0349\u0359a\u0336l\u0335g\u0337o\u0338 ",
        "Arabic marks": "ش\u064f",
        "Thai marks": "กี่",
        "ligature of eighteen letters": "\ufdfa",
        "pictures": "😀👨‍👩‍👧🎉",
        "right to left overrides": "\u202e\u202babc \u202c",
        "null": "\0",
        "null between": "a\0 1\0",
        "half a character": "\ud800",
        "half characters between": "a\ud800 1",
        "brackets": "(",
        "dashes": "-",
        "line feeds": "\nx",
    }
    questions = {name: (piece * length)[:length] for name, piece in pieces.items()}
    questions["a thousand models"] = " ".join(f"XR-{n}A" for n in range(1000))[:length]
    questions["a thousand others"] = " ".join(f"AB{n}C" for n in range(1000))[:length]
    return questions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, default=BENCH / "speed")
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    given = {"content_dir": PROJECT / "kb_content", "var_dir": arguments.var}
    application = Application(load_settings(overrides=given))
    application.warm_up()
    engine = application.engines.engine()
    slow = 0
    for name, question in hostile_questions().items():
        started, worked = time.perf_counter(), time.process_time()
        reply = engine.reply(Question(id=name, question=question))
        worked = time.process_time() - worked
        clock = time.perf_counter() - started
        slow += worked > arguments.seconds
        print(f"{name:30} {clock:6.2f} s, processor {worked:5.2f} s  {reply.kind}", flush=True)
    print(f"{slow} over {arguments.seconds} s of the processor")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
