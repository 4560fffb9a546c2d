"""The command line: ``tradewind serve | reindex | ask | search | evaluate | calibrate |
releases | terms | doctor``."""

import dataclasses
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape

from answer.question import Question
from api.batch import (
    Asked,
    SearchAsked,
    passage_values,
    question_from,
    read_lines,
    run_batch,
    search_from,
)
from api.bootstrap import Application
from api.calibrating import calibrate_now, calibrating_values, list_calibrations
from api.calibrating import restore as restore_calibration
from api.cli_audit import audit_commands
from api.cli_backup import add_backup_commands
from api.cli_documents import documents_commands
from api.cli_erase import add_erase_commands
from api.cli_findings import findings_commands
from api.cli_gaps import add_gaps_commands
from api.cli_gate import REFUSED, add_gate_commands, shown_when_refused
from api.cli_health import add_health_command
from api.cli_keys import keys_commands
from api.cli_mcp import add_mcp_command
from api.cli_people import people_commands
from api.cli_releases import releases_commands
from api.cli_retention import retention_commands
from api.cli_webhooks import webhooks_commands
from api.command_line import COMMAND_LINE, who_acts
from api.doctor import examine
from api.evaluating import evaluate_golden, report_values, write_report
from api.progress import UnpackingBar, bar_per_stage, one_bar
from api.render import (
    print_passages,
    print_reply,
    print_report,
)
from api.render_calibration import print_calibration, print_calibrations
from api.render_evaluation import print_comparison, print_evaluation
from api.render_terms import print_term_check, print_term_import, print_term_report
from api.schemas import reply_values
from api.search_filters import Found, find
from api.settings import load_settings
from api.term_files import (
    check_terms,
    export_terms,
    format_of,
    import_terms,
    report_gaps,
    term_values,
    write_export,
)
from api.terminal import Terminal
from index.manifest import Builder
from ingest.errors import KbError, PublishRefused, QuestionInvalid

app = typer.Typer(
    name="tradewind",
    help="Knowledge-base answer engine for companies that export.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
terms = typer.Typer(help="Check, import, export or report on the term base.", no_args_is_help=True)
app.add_typer(terms, name="terms")
errors = Terminal(stderr=True, highlight=False)
output = Terminal(highlight=False, soft_wrap=False)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Batch = Annotated[
    str,
    typer.Option(
        "--batch", help="A file with one question a line as JSON; - reads standard input."
    ),
]


@app.callback()
def options(
    context: typer.Context,
    content: Annotated[
        Path | None, typer.Option("--content", help="The content folder (TRADEWIND_CONTENT_DIR).")
    ] = None,
    var: Annotated[
        Path | None, typer.Option("--var", help="The folder for all state (TRADEWIND_VAR_DIR).")
    ] = None,
) -> None:
    """Knowledge-base answer engine for companies that export."""
    context.obj = {"content": content, "var": var}


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the API and the console."""
    from api.serve import serve as run_server  # FastAPI takes a third of a second to import

    application = _application(context, host=host, port=port)
    run_server(application)


@app.command()
def reindex(
    context: typer.Context,
    candidate: Annotated[
        bool, typer.Option("--candidate", help="Build only; 'releases publish' publishes it.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who builds and publishes; kept in the history.")] = "",
    strict: Annotated[bool, typer.Option(help="Exit 1 when any file failed or warned.")] = False,
    as_json: Json = False,
) -> None:
    """Build a release of the content folder and publish it; exit 3 where the gate refuses it."""
    application = _application(context)
    releasing, builder = application.releasing, Builder(name=who_acts(by), id=COMMAND_LINE)
    with shown_when_refused(application.gating, errors), bar_per_stage(errors) as progress:
        if candidate:
            report = releasing.build(progress=progress, builder=builder)
        else:
            report = releasing.reindex(progress=progress, by=by, builder=builder)
    if as_json:
        _print_json(dataclasses.asdict(report))
    else:
        print_report(output, report)
    if strict and report.problems:
        raise typer.Exit(1)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The customer's message.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 tag of the reply.")] = "",
    market: Annotated[str, typer.Option(help="ISO 3166-1 code of the customer's market.")] = "",
    product: Annotated[str, typer.Option(help="Product, model or family it is about.")] = "",
    as_of: Annotated[str, typer.Option(help="Day on which it is asked: 2026-06-01.")] = "",
    channel: Annotated[str, typer.Option(help="Where it was asked: web, e-mail …")] = "",
    urgency: Annotated[str, typer.Option(help="regular, urgent or complex.")] = "regular",
    audience: Annotated[str, typer.Option(help="customer or agent.")] = "customer",
    explain: Annotated[
        bool, typer.Option(help="Say why, in five lines, and show the signals.")
    ] = False,
    batch: Batch = "",
    as_json: Json = False,
) -> None:
    """Answer a question with its sources, or hand over."""
    application = _application(context)
    if batch:
        engine = application.engines.engine()

        def answer(asked: Question) -> dict[str, Any]:
            values = reply_values(engine.reply(asked), audience="agent")
            values["reply_id"] = values.pop("id")
            return values

        _run_batch(batch, answer, read=question_from)
        return
    given = {"question": question, "language": language, "market": market, "audience": audience}
    given |= {"channel": channel, "urgency": urgency, "product": product, "as_of": as_of}
    reply = application.engines.engine().reply(question_from(given, 0))
    if as_json:
        _print_json(reply_values(reply, audience="agent"))
    else:
        print_reply(output, question, reply, explain=explain)


@app.command()
def search(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="What to look for.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 tag of the question.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Passages to return.")] = 10,
    audience: Annotated[str, typer.Option(help="customer or agent.")] = "customer",
    market: Annotated[str, typer.Option(help="ISO 3166-1 code; texts for all stay.")] = "",
    product: Annotated[str, typer.Option(help="Product, model or family of models.")] = "",
    as_of: Annotated[str, typer.Option(help="Day on which texts have to hold: 2026-06-01.")] = "",
    only_valid: Annotated[bool, typer.Option(help="Leave out what does not hold.")] = False,
    kind: Annotated[list[str], typer.Option(help="manual, certificate, sop, faq …")] = [],  # noqa: B006
    text_language: Annotated[list[str], typer.Option(help="BCP 47, of the passages.")] = [],  # noqa: B006
    batch: Batch = "",
    as_json: Json = False,
) -> None:
    """Find passages, best first; narrowed by any filters."""
    application = _application(context)

    def found(asked: SearchAsked) -> Found:
        prepared = application.engines.engine().prepare(asked.question)
        return find(prepared, asked.wanted, searcher=application.searcher(), limit=limit)

    def values(asked: SearchAsked) -> dict[str, Any]:
        return {"passages": [passage_values(passage) for passage in found(asked).passages]}

    if batch:
        _run_batch(batch, values, read=search_from)
        return
    given = {"question": question, "language": language, "audience": audience, "market": market}
    given |= {"product": product, "as_of": as_of, "validity": "holds" if only_valid else "any"}
    try:
        made = found(search_from({**given, "kinds": kind, "languages": text_language}, 0))
    except QuestionInvalid as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        passages = [passage_values(passage) for passage in made.passages]
        _print_json({"passages": passages, "read_as": made.read_as})
    else:
        print_passages(output, made.passages, read_as=made.read_as)


@app.command()
def evaluate(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Golden questions, one a line; default: golden.jsonl.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the whole report here as JSON.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="An earlier report: show what changed since.")
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="Questions to list that went worst.")] = 10,
    as_json: Json = False,
) -> None:
    """Measure ranking, correctness and confidence on golden questions."""
    with one_bar(errors, "evaluating") as progress:
        evaluation, comparison = evaluate_golden(
            _application(context), file, earlier=compare, progress=progress
        )
    values = report_values(evaluation, comparison)
    if out is not None:
        write_report(out, values)
    if as_json:
        _print_json(values)
        return
    print_evaluation(output, evaluation, program=values["program"], worst=worst)
    if comparison is not None:
        print_comparison(output, comparison)


@app.command()
def calibrate(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Golden questions, one a line; default: golden.jsonl.")
    ] = None,
    feedback: Annotated[
        Path | None,
        typer.Option(help="Replies one a line as JSON, each with 'right': true or false."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, change nothing.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List the calibrations kept.")] = False,
    restore: Annotated[str, typer.Option(help="An id from --list, or 'shipped'.")] = "",
    by: Annotated[str, typer.Option(help="Who does so; kept in the audit.")] = "",
    as_json: Json = False,
) -> None:
    """Fit confidence and thresholds to your own judged questions; or restore an earlier fit."""
    application = _application(context)
    if restore:
        before, now = restore_calibration(application, restore, by=who_acts(by))
        output.print(f"In force: {now} instead of {before}.", markup=False, soft_wrap=True)
        return
    if show:
        listed = list_calibrations(application)
        if as_json:
            _print_json([dataclasses.asdict(one) for one in listed])
        else:
            print_calibrations(output, listed)
        return
    with one_bar(errors, "calibrating") as progress:
        done = calibrate_now(
            application,
            file=file,
            feedback=feedback,
            dry_run=dry_run,
            progress=progress,
            by=who_acts(by),
        )
    if as_json:
        _print_json(calibrating_values(done))
    else:
        print_calibration(output, done)


@terms.command("check")
def check_term_base(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A table of terms; default: the content's terms.csv.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a table of terms and say what is wrong with it, by line."""
    checked = check_terms(_application(context).settings.content_dir, file)
    if as_json:
        _print_json(term_values(checked))
    else:
        print_term_check(output, checked)


@terms.command("import")
def import_term_base(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table (.csv, .tsv) or TBX (.tbx, .xml).")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop the concepts that the file lacks.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Take a file's terms into the content folder's terms.csv."""
    application = _application(context)
    try:
        done = import_terms(
            application.settings.content_dir,
            file,
            read_tbx=application.read_tbx,
            replace=replace,
            dry_run=dry_run,
        )
    finally:
        application.close()
    if as_json:
        _print_json(term_values(done))
    else:
        print_term_import(output, done)


@terms.command("export")
def export_term_base(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="Where to: .csv or .tbx; - is standard output.")],
    form: Annotated[str, typer.Option("--format", help="csv or tbx, for standard output.")] = "csv",
    brand: Annotated[str, typer.Option(help="Only everybody's terms and this brand's.")] = "",
    as_json: Json = False,
) -> None:
    """Write the content folder's terms as CSV or TBX."""
    content = _application(context).settings.content_dir
    if file == "-":
        sys.stdout.write(export_terms(content, form=form, brand=brand))
        return
    wanted = format_of(Path(file))
    write_export(Path(file), export_terms(content, form=wanted, brand=brand))
    if as_json:
        _print_json({"file": file, "format": wanted})
    else:
        output.print(f"Written: {file}", markup=False, soft_wrap=True)


@terms.command("report")
def report_on_terms(
    context: typer.Context,
    questions: Annotated[
        Path | None, typer.Option(help="A log or golden file: a line a question as JSON.")
    ] = None,
    language: Annotated[list[str], typer.Option(help="Wanted; default: all that occur.")] = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """List terms without a language, those that are asked for most often first."""
    found = report_gaps(
        _application(context).settings.content_dir, questions=questions, languages=language
    )
    if as_json:
        _print_json(term_values(found))
    else:
        print_term_report(output, found)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check the installation, the model, the content folder and the release."""
    findings = examine(_application(context))
    if as_json:
        _print_json([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = {"ok": "[green]✓[/green]", "warning": "[yellow]![/yellow]"}.get(
                finding.severity, "[red]✗[/red]"
            )
            output.print(f"{mark} {finding.subject}: {escape(finding.text)}", markup=True)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


releases = releases_commands(lambda context: _application(context), output, errors)
add_gate_commands(releases, lambda context: _application(context), output=output, errors=errors)
app.add_typer(releases, name="releases")
add_gaps_commands(app, lambda context: _application(context), output)
app.add_typer(findings_commands(lambda context: _application(context), output), name="findings")
add_health_command(app, lambda context: _application(context), output)
app.add_typer(documents_commands(lambda context: _application(context), output), name="documents")
add_backup_commands(app, lambda context: _application(context), output=output, errors=errors)
app.add_typer(audit_commands(lambda context: _application(context), output), name="audit")
app.add_typer(retention_commands(lambda context: _application(context), output), name="retention")
add_erase_commands(app, lambda context: _application(context), output)
add_mcp_command(app, lambda context: _application(context))
app.add_typer(keys_commands(lambda context: _application(context), output), name="keys")
app.add_typer(people_commands(lambda context: _application(context), output), name="people")
app.add_typer(webhooks_commands(lambda context: _application(context), output), name="webhooks")


def main() -> NoReturn:
    """Runs a command; an error that somebody has to repair is one clear line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(standalone_mode=True)
    except KbError as error:
        text = f"[red]tradewind: {type(error).__name__}:[/red] {escape(str(error))}"
        errors.print(text, soft_wrap=True)
        sys.exit(REFUSED if isinstance(error, PublishRefused) else 1)
    except BrokenPipeError:
        # the reader of a pipe went away: nothing to repair
        sys.stderr.close()
        sys.exit(0)
    sys.exit(0)


def _application(context: typer.Context, **overrides: Any) -> Application:
    given = {
        "content_dir": context.obj["content"],
        "var_dir": context.obj["var"],
        **overrides,
    }
    return Application(load_settings(overrides=given), unpacking=UnpackingBar(errors))


def _run_batch(
    path: str,
    answer: Callable[[Asked], dict[str, Any]],
    *,
    read: Callable[[dict[str, Any], int], Asked],
) -> None:
    started = time.perf_counter()
    count = refused = 0
    for line in run_batch(read_lines(path), answer, read=read):
        sys.stdout.write(line.text + "\n")
        count += 1
        refused += line.refused
    sys.stdout.flush()
    seconds = time.perf_counter() - started
    rate = count / seconds if seconds else 0.0
    errors.print(f"{count} lines ({refused} refused) in {seconds:.1f} s: {rate:.1f} a second")
    # each line says why by itself; a program that looks at the exit alone is told of none that went
    if count and refused == count:
        raise typer.Exit(1)


def _print_json(values: Any) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1, default=str) + "\n")
