"""A shipped YAML file with the editors' own over it → what its schema makes of both."""

from collections.abc import Collection
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from answer.locale.laid_over import joined, laid_over, problem_at
from answer.locale.lined_yaml import LinedYaml, read_lined_file
from ingest.errors import ContentError

Schema = TypeVar("Schema", bound=BaseModel)


def read_over(
    shipped: LinedYaml, own: Path | None, *, schema: type[Schema], fields: Collection[str]
) -> tuple[Schema, LinedYaml]:
    """Both files checked as one, and the entries with their places.

    ``own`` need not be there; ``fields`` are the keys that exist, to say which was meant. Raises
    ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    lined = shipped
    if own is not None and own.is_file():
        lined = laid_over(lined, read_lined_file(own))
    try:
        return schema.model_validate(lined.values), lined
    except ValidationError as error:
        problems = [
            problem_at(found, places=lined.places, fields=fields)
            for found in error.errors(include_url=False)
        ]
        raise ContentError(joined(problems)) from error


def fields_of(module: ModuleType) -> frozenset[str]:
    """Every key that a module's schemas know."""
    return frozenset(
        name
        for entry in vars(module).values()
        if isinstance(entry, type) and issubclass(entry, BaseModel)
        for name in entry.model_fields
    )
