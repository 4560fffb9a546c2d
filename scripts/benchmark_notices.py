"""Which of the demo company's golden questions carry a notice that they should not, or lack one.

Run from the project root: ``python -m scripts.benchmark_notices``. Every question is examined as if
it came from a market with a notice on every topic, whatever it is then decided; what each is about
stands in ``tests/golden/notice_topics.tsv``, set by reading, and what is not there is about nothing
that any market has a rule for. Marks of conformity are left out: their notices are said where a
question names the mark.
"""

import argparse
import tempfile
from pathlib import Path

from answer.golden import read_golden
from answer.notices import topics_of
from api.bootstrap import Application
from api.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
CONTENT = PROJECT / "kb_content"
LABELS = PROJECT / "tests" / "golden" / "notice_topics.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, help="a state folder to keep, with the model in it")
    arguments = parser.parse_args()
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    wanted = {number: topic for number, _, topic in (line.partition("\t") for line in lines)}
    with tempfile.TemporaryDirectory() as temporary:
        var = arguments.var or Path(temporary)
        if not (var / "models").exists():
            (var / "models").symlink_to(PROJECT / "var" / "models", target_is_directory=True)
        application = Application(Settings(content_dir=CONTENT, var_dir=var))
        application.reindex()
        report(application, wanted)
        application.close()


def report(application: Application, wanted: dict[str, str]) -> None:
    engine, searcher = application.engines.engine(), application.searcher()
    asked = right = 0
    for golden in read_golden(CONTENT / "golden.jsonl"):
        asked_as, expected = golden.question, {wanted.get(golden.question.id, "")} - {""}
        examined = engine.examine(asked_as)
        statements = examined.draft.statements
        paths = {citation.document for made in statements for citation in made.citations}
        documents = [found for found in map(searcher.document, paths) if found]
        found = topics_of(
            examined.prepared.text,
            statements,
            language=examined.prepared.language,
            kinds={one.path: one.facts.kind for one in documents},
        )
        about = {str(topic) for topic in found} - {"certificates"}
        asked += 1
        right += about == expected
        for named, topics in (("false  ", about - expected), ("missing", expected - about)):
            for topic in sorted(topics):
                print(f"{named} {asked_as.id} {topic}: {asked_as.question}")
    print(f"{right} of {asked} questions carry just what they should; {len(wanted)} have a topic")


if __name__ == "__main__":
    main()
