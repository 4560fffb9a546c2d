"""``tradewind gaps``, ``tradewind coverage``: what the documents lack, worked out now."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Annotated, get_args

import typer
from rich.console import Console

from answer.insight.gap import GapState
from api.bootstrap import Application
from api.gaps_schemas import coverage_out, gaps_out
from api.known_value import known_value
from api.print_json import print_json
from api.render_gaps import print_coverage, print_gaps

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def add_gaps_commands(
    app: typer.Typer, application: Callable[[typer.Context], Application], output: Console
) -> None:
    """Adds both; ``application`` gives what the command's options ask for."""

    @app.command()
    def gaps(
        context: typer.Context,
        least: Annotated[int, typer.Option(min=1, help="Questions that a gap has.")] = 2,
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 30,
        everything: Annotated[
            bool, typer.Option("--all", help="Closed ones too, and those set aside.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """List what customers asked in vain, the most pressing first."""
        with closing(application(context)) as opened:
            found = opened.gapping.work_out()
        states: tuple[GapState, ...] = get_args(GapState) if everything else ("open", "in_work")
        passing = [gap for gap in found.gaps if gap.volume >= least]
        shown = [gap for gap in passing if gap.state in states]
        out = gaps_out(
            found,
            shown[:limit],
            total=len(shown),
            by_state=Counter(gap.state for gap in passing),
            is_current=True,
        )
        if as_json:
            print_json(out.model_dump(mode="json"))
        else:
            print_gaps(output, out)

    @app.command()
    def coverage(
        context: typer.Context,
        holes: Annotated[bool, typer.Option(help="Only what is lacking.")] = True,
        product: Annotated[str, typer.Option(help="Of this product alone.")] = "",
        language: Annotated[str, typer.Option(help="In this language alone.")] = "",
        limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 40,
        as_json: Json = False,
    ) -> None:
        """List what the documents hold, by product, topic, language and market; holes alone
        unless told."""
        with closing(application(context)) as opened:
            found = opened.covering.work_out()
        if product:
            products = (cell.product for cell in found.cells)
            product = known_value(product, of="coverage --product", known=products)
        if language:
            languages = (cell.language for cell in found.cells)
            language = known_value(language, of="coverage --language", known=languages)
        shown = [
            cell
            for cell in found.cells
            if (cell.hole or not holes)
            and (not product or cell.product == product)
            and (not language or cell.language == language)
        ]
        out = coverage_out(found, shown[:limit], total=len(shown), is_current=True)
        if as_json:
            print_json(out.model_dump(mode="json"))
        else:
            print_coverage(output, out)
