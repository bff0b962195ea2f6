"""YAML as people write it: every value is text, and a key written twice is refused."""

from __future__ import annotations

from functools import cache
from typing import Any

from gapmap.errors import Fault


def read_yaml(content: bytes, file: str, faults: list[Fault]) -> object:
    """Content -> what YAML makes of it; None where it makes nothing or fails.

    Every value is text, a list or a mapping, also where YAML knows better: `no` and `on` are
    words here, and 2019 is a name.

    Args:
        content: UTF-8.
        file: Its name, for the faults.
        faults: What cannot be read is added here.
    """
    import yaml

    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=_loader())  # noqa: S506 (text only)
    except UnicodeDecodeError:
        faults.append(Fault(file, "not saved as UTF-8", "save it again as UTF-8 text"))
    except yaml.YAMLError as error:
        what = "is not YAML"
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
            is_plain = isinstance(error, yaml.constructor.ConstructorError)
            what = f"line {error.problem_mark.line + 1} {error.problem if is_plain else what}"
        faults.append(Fault(file, what, "check quotes and brackets, and indent with spaces"))
    return None


@cache
def _loader() -> Any:
    import yaml

    base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C one is ten times as fast

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
            for place, key in enumerate(keys):
                if key in keys[:place]:
                    mark = node.value[place][0].start_mark
                    raise yaml.constructor.ConstructorError(
                        problem=f"repeats the key {key}", problem_mark=mark
                    )
            return super().construct_mapping(node, deep)

    return Loader
