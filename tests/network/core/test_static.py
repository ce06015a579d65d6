"""The collected files, as the demo and production serve them: what one file names is there under its hashed name."""

import re
from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from network.core.static import lean
from tests.collected import SOURCE, collect

IMPORTS = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")


def test_imports_of_scripts_lead_to_collected_files(tmp_path):
    scripts = list(collect(tmp_path).rglob("*.js"))
    imports = [(script, name) for script in scripts for name in IMPORTS.findall(script.read_text())]

    assert len(imports) >= 8
    assert [(script.name, name) for script, name in imports if not (script.parent / name).is_file()] == []


def said(node: Node) -> Iterator[tuple[str, str]]:
    """A script's syntax tree without its comments: each node's kind, and the text of those without parts."""
    if node.type != "comment":
        yield node.type, "" if node.children else (node.text or b"").decode()
        for part in node.children:
            yield from said(part)
        yield node.type, "end"


def test_lean_scripts_say_the_same():
    parser = Parser(Language(tree_sitter_javascript.language()))
    changed = []
    for path in SOURCE.rglob("*.js"):
        source = path.read_bytes()
        before, after = (parser.parse(text).root_node for text in (source, lean(str(path.relative_to(SOURCE)), source)))
        assert not before.has_error, path.name
        if after.has_error or list(said(before)) != list(said(after)):
            changed.append(path.name)

    assert changed == [], "write it another way: see network.core.static.lean"


def test_lean_files_keep_what_is_between_quotes():
    kept = 'const a = `http://x  /* y */ ${b}`; // gone\nc = "  //  " + d.replace(/[/"]\\s  x/g, ""); /* gone */'
    assert lean("frontend/js/x.js", kept.encode()).decode() == 'const a=`http://x  /* y */ ${b}`;c="  //  "+d.replace(/[/"]\\s  x/g,"");'
    assert lean("frontend/css/x.css", b'/* gone */ a::after { content: "/*  */"; width: calc(1px + 2px); }').decode() == (
        'a::after{content:"/*  */";width:calc(1px + 2px)}'
    )
    assert lean("other/x.js", kept.encode()).decode() == kept
