"""Jekyll: posts named `_posts/YYYY-MM-DD-slug.md`, dates and tags from the head, kramdown's heading ids."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from corpus.layouts.model import Arrangement, Contents, Page, PageFacts, Slugger
from corpus.layouts.naming import address
from corpus.readers.front_matter import FrontMatter
from corpus.readers.model import Heading

_POST = re.compile(r"(?:(?P<folders>.*)/)?_posts/(?:.*/)?(?P<day>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]+)\.[^./]+")
_NOT_WORD = re.compile(r"[^\w\- \t]")
_NOT_IN_URL = re.compile(r"[^\w._~!$&'()+,;=@-]+")
_LIQUID_TAG = re.compile(r"\{%[^%\n]{0,500}%\}|^\{:[^}\n]{0,200}\}[ \t]*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_NAMED_PERMALINKS = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}


class Jekyll:
    """Posts by date, then pages; addresses by Jekyll's default permalink `date`."""

    def arrange(self, contents: Contents) -> Arrangement:
        """All files by path, which is by date for posts; drafts are left out and named."""
        drafts = [path for path in contents.paths if "_drafts" in path.split("/")]
        pages = tuple(Page(path) for path in sorted(set(contents.paths) - set(drafts)))
        return Arrangement(pages, tuple((path, 0, "a draft, which Jekyll does not publish") for path in drafts))

    def facts(self, page: Page, front: FrontMatter, heading: str) -> PageFacts:
        """Title, date, tags and address from the head and the file's name, as Jekyll derives them."""
        post = _POST.fullmatch(page.path)
        day = front.date("date") or (_day(post["day"]) if post else None)
        words = post["slug"] if post else page.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        title = front.text("title") or (heading if not post else "") or _title(words)
        tags = tuple(dict.fromkeys((*_singular(front, "tag"), *_words(front, "tags"))))
        hidden = "not published (`published: false`)" if front.text("published").lower() == "false" else ""
        location = self._location(page.path, post, front, day, words)
        return PageFacts(title, location, day, tags, hidden)

    def _location(self, path: str, post: re.Match[str] | None, front: FrontMatter, day: date | None, words: str) -> str:
        template = front.text("permalink") or ("date" if post else "")
        if not template:
            return address(path, frozenset(("index", "readme")), ".html")
        folders = (post["folders"] or "").split("/") if post else []
        categories = [*filter(None, folders), *_singular(front, "category"), *_words(front, "categories")]
        slug = _NOT_IN_URL.sub("-", front.text("slug") or words).strip("-")
        values = {
            "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
            "year": f"{day.year:04}" if day else "",
            "month": f"{day.month:02}" if day else "",
            "day": f"{day.day:02}" if day else "",
            "title": slug,
            "slug": slug.lower(),
        }
        template = _NAMED_PERMALINKS.get(template, template)
        filled = _PLACEHOLDER.sub(lambda name: values.get(name[1], name[0]), template)
        return quote(re.sub(r"/{2,}", "/", filled).lstrip("/"))

    def prepare(self, text: str) -> str:
        """Without Liquid's tags and kramdown's attribute lines; `{{ … }}` stays, it may be a template that is shown."""
        return _LIQUID_TAG.sub("", text) if "{%" in text or "{:" in text else text

    def slugger(self) -> Slugger:
        """The ids that kramdown's GFM parser, Jekyll's default, makes: `镜像（Image）` → `镜像image`, repeats `-1`."""
        seen: dict[str, int] = {}

        def anchor(heading: Heading) -> str:
            slug = re.sub(r"[ \t]", "-", _NOT_WORD.sub("", heading.text.lower()))
            count = seen[slug] = seen.get(slug, -1) + 1
            return f"{slug}-{count}" if count else slug

        return anchor


def _day(text: str) -> date | None:
    try:
        return date(*(int(part) for part in text.split("-")))
    except ValueError:
        return None


def _title(words: str) -> str:
    """A title from a file's name: each word with a capital, as Jekyll makes it."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split("-") if word)


def _singular(front: FrontMatter, key: str) -> tuple[str, ...]:
    """`tag: a b` is one tag."""
    return front.texts(key)


def _words(front: FrontMatter, key: str) -> tuple[str, ...]:
    """`tags: a b` is two tags, `tags: [a b]` one."""
    value = front.values.get(key)
    return tuple(value.split()) if isinstance(value, str) else front.texts(key)
