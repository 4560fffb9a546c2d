"""Directives and roles that documents bring along (Sphinx and its many extensions), made harmless.

docutils drops what it does not know. Here every unknown directive gives its argument and its
content, every unknown role its text; those that only arrange, generate or draw give nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from docutils import nodes, utils
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import admonitions, body, images, misc, parts, tables

_SILENT_WORDS = """
toctree include literalinclude raw index meta highlight tabularcolumns contents sectnum
default-role currentmodule module blockdiag seqdiag actdiag nwdiag packetdiag rackdiag
graphviz digraph graph uml plantuml mermaid wavedrom drawio math sectionauthor codeauthor
autosummary automodule autoclass autofunction doxygenfunction doxygenclass doxygenstruct
doxygenenum doxygendefine doxygentypedef include-build-file title header footer class
test-code video youtube bibliography todo todolist ifconfig-not targetnotes role date
restructuredtext-test-directive
"""
_SILENT = frozenset(_SILENT_WORDS.split())
_SILENT_ROLES = frozenset({"link_to_translation", "raw-html", "index", "eq"})
"""Switches between a site's languages and other furniture."""

_CODE = ("code", "code-block", "sourcecode", "parsed-literal", "prompt", "console", "terminal")
_ADMONITIONS = (
    *("attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"),
    *("seealso", "deprecated", "versionadded", "versionchanged"),
)
_DIRECTIVE = re.compile(r"^\s*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([^\W_][\w.+:-]*?)[ \t]?::", re.M)
_ROLE = re.compile(r":([A-Za-z][\w.+:-]*?):`|`:([A-Za-z][\w.+-]*):")
_TITLE_AND_TARGET = re.compile(r"^(.*?)\s*<([^<>]*)>\s*$", re.DOTALL)
_BUILT_IN_ROLES_WORDS = """
emphasis strong literal subscript superscript title-reference sub sup title-ref t
pep-reference rfc-reference code
"""
_BUILT_IN_ROLES = frozenset(_BUILT_IN_ROLES_WORDS.split())
_BUILT_IN_DIRECTIVES = frozenset(
    [
        "replace",
        "unicode",
        "epigraph",
        "highlights",
        "pull-quote",
        "compound",
        "container",
        "topic",
        "sidebar",
        "line-block",
        "rubric",
    ]
)


class _AnyOption(dict[str, Callable[[str], Any]]):
    """Options as their directive knows them, the others as they stand, the wrong ones left out."""

    def __getitem__(self, name: str) -> Callable[[str], Any]:
        known = self.get(name)

        def convert(argument: str) -> Any:
            if known is None:
                return argument
            try:
                return known(argument)
            except (ValueError, TypeError):
                return None

        return convert

    def __bool__(self) -> bool:
        return True


class _Content(Directive):
    """The argument as a paragraph, the content as it stands."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _AnyOption()
    shows_argument = True

    def run(self) -> list[nodes.Node]:
        container = nodes.container()
        if self.arguments and self.shows_argument:
            found, messages = self.state.inline_text(self.arguments[0], self.lineno)
            container += nodes.paragraph(self.arguments[0], "", *found, *messages)
        self.state.nested_parse(self.content, self.content_offset, container, match_titles=True)
        return [container]


class _Only(_Content):
    """``only:: html`` names the builders, not something to read."""

    shows_argument = False


class _Silent(_Content):
    """Nothing that can be read."""

    def run(self) -> list[nodes.Node]:
        return []


class _Code(_Content):
    """The content, unparsed."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text)] if text.strip() else []


def _lenient(directive: type[Directive]) -> type[Directive]:
    """The same directive; an option that it does not know or take is no error."""
    spec = _AnyOption(directive.option_spec or {})
    return type(directive.__name__, (directive,), {"option_spec": spec})


def register_all() -> None:
    """Make the known extensions known to docutils. Once per process."""
    for name in _SILENT:
        directives.register_directive(name, _Silent)
    for name in _CODE:
        directives.register_directive(name, _Code)
    for name in _ADMONITIONS:
        directives.register_directive(name, _Content)
    for name in ("only", "ifconfig", "cssclass", "rst-class", "centered", "hlist"):
        directives.register_directive(name, _Only if name != "centered" else _Content)
    for name, directive in (
        ("image", images.Image),
        ("figure", images.Figure),
        ("table", tables.RSTTable),
        ("csv-table", tables.CSVTable),
        ("list-table", tables.ListTable),
        ("flat-table", tables.ListTable),
        ("rubric", body.Rubric),
        ("topic", body.Topic),
        ("sidebar", body.Sidebar),
        ("container", body.Container),
        ("admonition", admonitions.Admonition),
        ("unicode", misc.Unicode),
        ("replace", misc.Replace),
    ):
        directives.register_directive(name, _lenient(directive))


def register_unknown(text: str) -> None:
    """Whatever else this document uses becomes a directive that shows its content."""
    # docutils keeps its register private and offers no way to ask it
    known = vars(directives)["_directives"]
    for match in _DIRECTIVE.finditer(text):
        name = match.group(1).lower()
        if name not in known and name not in _BUILT_IN_DIRECTIVES:
            directives.register_directive(name, _Content)
    for match in _ROLE.finditer(text):
        name = (match.group(1) or match.group(2)).lower()
        if name not in _BUILT_IN_ROLES:
            roles.register_local_role(name, _role)


def _role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: Mapping[str, Any] | None = None,
    content: Sequence[str] = (),
) -> tuple[Sequence[Any], Sequence[Any]]:
    """``:ref:`Title <label>``` reads "Title"; a bare label reads as words."""
    del lineno, options, content
    if name.lower() in _SILENT_ROLES:
        return [], []
    plain = utils.unescape(text)
    titled = _TITLE_AND_TARGET.match(plain)
    if titled and titled.group(1):
        shown = titled.group(1)
    elif name.split(":")[-1].lower() in {"ref", "numref", "doc", "label"}:
        label = plain.strip("<>/ ").rsplit("/", 1)[-1]
        titles = getattr(inliner.document.settings, "titles_by_label", {})
        shown = titles.get(" ".join(label.lower().split())) or re.sub(r"[-_]+", " ", label)
    elif plain.startswith("~"):
        shown = plain[1:].rsplit(".", 1)[-1]
    else:
        shown = plain.lstrip("!")
    kind = nodes.literal if name.lower() in {"code", "samp", "file", "command"} else nodes.inline
    return [kind(rawtext, shown)], []


_PARTS_LOADED = (parts.Contents, parts.Sectnum)
"""docutils imports directive modules when they are first used; these have to be loaded by then."""
