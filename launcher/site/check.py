"""Checks the links of a built site. Every link and resource of a page has to be a file of the site, every anchor an element of it, and no page may
fetch anything from elsewhere. Links that a reader follows to other sites are not looked up, and links inside the Javadoc are left to doclint.

Usage: check.py FOLDER. Ends with 1 and a line for each fault, for the first ones if they are many: a fault of the navigation is one of each page.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

MOST_SHOWN = 20
FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}


class Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        kinds = dict(attributes)
        self.anchors.update(kinds[name] for name in ("id", "name") if kinds.get(name))
        canonical = tag == "link" and kinds.get("rel") == "canonical"
        for name in ("href", "src"):
            if kinds.get(name) and not canonical:
                self.links.append((kinds[name], (tag, name) in FETCHED))


def faults(folder: Path) -> list[str]:
    pages = {path.relative_to(folder).as_posix(): Page(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}
    found = []
    for name, page in pages.items():
        if name != "404.html" and not name.startswith("javadoc/"):  # links of the former begin with a slash, wherever the site will be
            found += [f"{name}: {fault}" for link, fetched in page.links if (fault := fault_of(link, fetched, name, pages, folder))]
    return found if pages else [f"no pages in {folder}"]


def fault_of(link: str, fetched: bool, name: str, pages: dict[str, Page], folder: Path) -> str | None:
    if urlparse(link).scheme in ("http", "https"):
        return f"fetches {link}" if fetched else None
    if urlparse(link).scheme:
        return None
    place, anchor = urldefrag(urljoin(name, link))
    place = unquote(place) or name
    target = folder / place
    if target.is_dir():
        place, target = f"{place.rstrip('/')}/index.html", target / "index.html"
    if not target.is_file():
        return f"{link} leads nowhere"
    if anchor and place in pages and unquote(anchor) not in pages[place].anchors and anchor not in pages[place].anchors:
        return f"{link}: the page has no such place"
    return None


if __name__ == "__main__":
    all_faults = faults(Path(sys.argv[1]))
    more = len(all_faults) - MOST_SHOWN
    sys.exit("\n".join(all_faults[:MOST_SHOWN] + ([f"and {more} more"] if more > 0 else [])) or 0)
