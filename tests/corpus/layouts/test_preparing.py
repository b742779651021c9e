"""Marks that belong to a site generator, not to the text, are gone or made Markdown; every line stays in its place."""

from __future__ import annotations

import pytest

from corpus.layouts import LAYOUTS

CASES = [
    ("gitbook", '{% hint style="info" %}\n镜像\n{% endhint %}', "\n镜像\n"),
    ("jekyll", "{% raw %}docker inspect -f '{{.State}}'{% endraw %}\n{: .note}", "docker inspect -f '{{.State}}'\n"),
    ("plain", "{% x %} {{< y >}}", "{% x %} {{< y >}}"),
    ("hugo", '{{< glossary_tooltip text="容器" term_id="container" >}}', "容器"),
    ("hugo", '{{< glossary_tooltip term_id="pod" >}}', "pod"),
    ("hugo", '{{< link text="镜像" url="/a/" >}}', "[镜像](/a/)"),
    ("hugo", '[见]({{< ref "a.md" >}})', "[见](a.md)"),
    ("hugo", "{{< note >}}\n注意\n{{< /note >}}", "\n注意\n"),
    ("hugo", "{{< highlight bash >}}\nls\n{{< /highlight >}}", "```bash\nls\n```"),
    ("hugo", '## {{% heading "whatsnext" %}}', "## whatsnext"),
    ("hugo", "{{< comment >}}x{{< /comment >}}", "<!--x-->"),
    ("hugo", "{{</* note */>}}", "{{< note >}}"),
    ("hugo", "docker inspect -f '{{ .State }}'", "docker inspect -f '{{ .State }}'"),
    ("hugo", '{{< param "version" >}}', ""),
    ("mkdocs", '!!! note "标题"\n    镜像\n\n    容器\n外', "标题\n镜像\n\n容器\n外"),
    ("mkdocs", '??? tip\n    甲\n    !!! note "内"\n        乙\n    丙\n外', "\n甲\n内\n乙\n丙\n外"),
    ("mkdocs", '=== "Linux"\n    ```sh\n    ls\n    ```', "Linux\n```sh\nls\n```"),
    ("docusaurus", ":::note[注意]\n镜像\n:::", "注意\n镜像\n"),
    ("docusaurus", ":::tip 小心\n镜像\n:::", "小心\n镜像\n"),
    ("docusaurus", "```\n:::note\n```", "```\n:::note\n```"),
    ("docusaurus", "import A from '@site/a';\n\n# 一", "\n\n# 一"),
]


@pytest.mark.parametrize(("layout", "text", "prepared"), CASES)
def test_marks_of_a_generator(layout: str, text: str, prepared: str) -> None:
    assert LAYOUTS[layout].prepare(text) == prepared
    assert prepared.count("\n") == text.count("\n")
