"""Hashtags as people write them."""

import re

_TAG = re.compile(r"#(\w{1,64})")
MOST = 30


def hashtags_in(text: str) -> list[str]:
    """Lower-case, in order, each once; a tag of digits only is a number, not a tag."""
    found = (tag.lower() for tag in _TAG.findall(text))
    return list(dict.fromkeys(tag for tag in found if not tag.isdigit()))[:MOST]
