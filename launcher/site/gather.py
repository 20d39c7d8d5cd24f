"""Gathers the pages of the site in one folder, from which Zensical or mkdocs-material builds it.

docs/ is copied as it is, but for two things, and notebooks/ with it. A link out of docs/ leads to a page of the site: the Javadoc of a public type, or the file's text as
a page of its own under source/. And lists and tables are put as Python-Markdown wants them, which is stricter than code hosts are.

Usage: gather.py ROOT FOLDER KATEX.jar, with Javadoc in ROOT/target/reports/apidocs.
"""

import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

LINK = re.compile(r"(\]\(|^\[[^\]]+\]: )(?!\w+:)([^)#\s]+)(#[^)\s]*)?")
ITEM = re.compile(r"[-*] |\d+\. ")
BLOCK = re.compile(r" *([-*] |\d+\. |\|)")
KATEX = re.compile(r".*/(LICENSE|dist/(katex\.min\.(?:js|css)|fonts/.*\.woff2))")
FONTS = re.compile(r"@import url\('([^']*\.css)'\);\n")
PUBLIC = re.compile(r"\w+/src/main/java/(org/palinode/.*)\.java")
NAMES = {
    "README.md": "index.md",  # docs/ has a front page of its own
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "notebooks/README.md": "notebooks/index.md",
}
LANGUAGES = {".java": "java", ".jsh": "java", ".py": "python", ".xml": "xml", ".sh": "sh", ".yml": "yaml", ".bib": "bibtex"}


class Site:
    def __init__(self, root: Path, folder: Path):
        self.root = root
        self.folder = folder
        self.sources: set[Path] = set()

    def gather(self, katex: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.root / "docs", self.folder)
        shutil.copytree(self.root / "launcher/site/assets", self.folder / "assets")
        unpack(katex, self.folder / "assets/katex")
        shutil.copytree(self.root / "target/reports/apidocs", self.folder / "javadoc")
        prepare_javadoc(self.folder / "javadoc")
        for page in [*sorted((self.root / "docs").rglob("*.md")), *(self.root / name for name in NAMES if name != "README.md")]:
            self.write(page, page.read_text("utf-8"))
        for notebook in sorted((self.root / "notebooks").glob("*.ipynb")):
            self.write(notebook, text_of(notebook))
        for source in sorted(self.sources):
            self.write_source(source)

    def write(self, page: Path, text: str) -> None:
        place = self.place(page)
        place.parent.mkdir(exist_ok=True)
        lines = for_python_markdown(text.split("\n"), lambda line: LINK.sub(lambda link: self.rewritten(link, page, place), line))
        place.write_text("\n".join(lines), "utf-8")

    def rewritten(self, link: re.Match, page: Path, place: Path) -> str:
        target = Path(os.path.normpath(page.parent / link[2]))
        if not target.exists():
            sys.exit(f"{page.relative_to(self.root)} links to {link[2]}, which is not there")
        return link[1] + os.path.relpath(self.place(target), place.parent) + (link[3] or "")

    def place(self, target: Path) -> Path:
        """Where the site has a file of the repository."""
        path = target.relative_to(self.root).as_posix()
        if path in NAMES:
            return self.folder / NAMES[path]
        if target.suffix == ".ipynb":
            return self.folder / Path(path).with_suffix(".md")
        if path.startswith("docs/"):
            return self.folder / path.removeprefix("docs/")
        public = PUBLIC.fullmatch(path)
        javadoc = self.folder / "javadoc" / f"{public[1] if public else ''}.html"
        if javadoc.is_file():
            return javadoc
        self.sources.add(target)
        return self.folder / "source" / f"{path}.md"

    def write_source(self, source: Path) -> None:
        """The text of a file, or the names in a folder."""
        place = self.place(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            text = "\n".join(sorted(each.name for each in source.iterdir()))
        else:
            text = source.read_text("utf-8")
        path = source.relative_to(self.root).as_posix()
        head = f"---\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n# {source.name}\n\n`{path}`\n\n"
        place.write_text(f"{head}`````{LANGUAGES.get(source.suffix, 'text')}\n{text}\n`````\n", "utf-8")


def text_of(notebook: Path) -> str:
    """The cells of a notebook as a page: notebooks are stored without outputs."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    return "\n\n".join(text if cell["cell_type"] == "markdown" else f"```java\n{text}\n```" for cell, text in zip(cells, texts)) + "\n"


def unpack(katex: Path, folder: Path) -> None:
    with zipfile.ZipFile(katex) as jar:
        for name in jar.namelist():
            wanted = KATEX.fullmatch(name)
            if wanted:
                place = folder / (wanted[2] or wanted[1])
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(jar.read(name))


def prepare_javadoc(folder: Path) -> None:
    """Licences of what Javadoc brings are no pages, and its style sheet may ask for fonts that the JDK does not bring."""
    for notice in folder.glob("legal/*.md"):
        notice.rename(notice.with_suffix(".txt"))
    for style in folder.rglob("stylesheet.css"):
        fonts = FONTS.search(style.read_text("utf-8"))
        if fonts and not (style.parent / fonts[1]).exists():
            style.write_text(style.read_text("utf-8").replace(fonts[0], ""), "utf-8")


def for_python_markdown(lines: list[str], rewritten: Callable[[str], str]) -> list[str]:
    """A list or table needs a blank line above it, and what belongs to an item is indented by four. Lines of code are not rewritten."""
    pages, first, shift, inside = [""], "", 0, False
    for line in lines:
        fence = line.lstrip().startswith("```")
        if not inside and line.strip():
            item = ITEM.match(line)
            shift = 4 - len(item[0]) if item else shift if line.startswith(" ") else 0
            if BLOCK.match(line) and pages[-1].strip() and not BLOCK.match(first):
                pages.append("")
            first = first if pages[-1].strip() else line  # of the lines that hang together
        inside ^= fence
        indented = " " * shift + line if line.startswith(" ") else line
        pages.append(indented if inside or fence else rewritten(indented))
    return pages[1:]


if __name__ == "__main__":
    Site(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()).gather(Path(sys.argv[3]))
