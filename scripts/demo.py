"""The demo: index the demo company's files, answer three customers, serve the console.

    python -m scripts.demo [--port N] [--no-serve]

Called by ``make demo``. A second run finds the model unpacked and every file parsed and embedded,
and starts in seconds.
"""

import argparse
import sys

from rich.console import Console
from rich.text import Text

from answer.question import Question
from api.bootstrap import Application
from api.progress import UnpackingBar, bar_per_stage
from api.render import print_reply, print_report
from api.serve import bind, serve
from api.settings import Settings, load_settings
from ingest.errors import KbError, SettingsInvalid

QUESTIONS = (
    "At which address does the XRP-1 answer on Modbus at delivery?",
    "Kann ich zwei XR-300B parallel schalten?",
    "XR-200A 和 XR-200B 有什么区别？",
)
"""A page of a manual, a German question about an English document, two similar models."""


def main() -> int:
    """Exit code 0 when the demo ran, 1 when somebody has to repair something first."""
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("--port", type=int, help="serve here instead of on 8080")
    parser.add_argument("--no-serve", action="store_true", help="stop after the three replies")
    options = parser.parse_args()
    console = Console(highlight=False)
    try:
        settings = load_settings(overrides={"port": options.port})
        if not options.no_serve:
            _check_port(settings)
        _run(settings, console, serving=not options.no_serve)
    except KbError as error:
        console.print(Text(f"Demo stopped: {error}", style="red"))
        return 1
    except KeyboardInterrupt:
        console.print("Stopped; what is finished is kept for the next run.")
    return 0


def _run(settings: Settings, console: Console, *, serving: bool) -> None:
    application = Application(settings, unpacking=UnpackingBar(console))
    application.models.embedder()
    console.print(f"Indexing {str(settings.documents_dir)!r} …")
    with bar_per_stage(console) as progress:
        report = application.reindex(progress=progress)
    print_report(console, report)
    for question in QUESTIONS:
        console.print()
        print_reply(
            console,
            question,
            application.engines.engine().reply(Question(id="", question=question)),
            explain=False,
        )
    console.print()
    if not serving:
        return
    if settings.port:  # 0 takes any free port, which the server's first line names
        address = f"http://{settings.host}:{settings.port}"
        console.print(f"Console   [bold]{address}/console[/bold]", soft_wrap=True)
        console.print(f"Shop      [bold]{address}/demo[/bold]", soft_wrap=True)
        console.print(f"Chatbots  POST {address}/v1/answers", soft_wrap=True)
    console.print("Ctrl-C stops the server.")
    serve(application)


def _check_port(settings: Settings) -> None:
    """Raises before the minute of indexing rather than after it."""
    try:
        bind(settings).close()
    except SettingsInvalid as error:
        raise SettingsInvalid(
            f"{error}. To serve the demo on another port: make demo PORT={settings.port + 1}"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
