"""How near what was typed comes to what there is."""

# Typing is a beginning more often than a mistake.
BEGUN_LEAST, BEGUN_MOST = 0.62, 0.98
MISTYPED, DOUBTFUL = 0.8, 0.35


def closeness(typed: str, name: str) -> float:
    """1 for the same, less for a beginning or for one typo, least for anything else: 0 to 1."""
    if typed == name:
        return 1.0
    nearest = DOUBTFUL
    if name.startswith(typed):
        nearest = BEGUN_LEAST + (BEGUN_MOST - BEGUN_LEAST) * len(typed) / len(name)
    return max(nearest, MISTYPED) if is_typo(typed, name) else nearest


def is_typo(typed: str, meant: str) -> bool:
    """Whether one letter was dropped, added or replaced, or two neighbours were swapped."""
    shorter = min(len(typed), len(meant))
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    begin = 0
    while begin < shorter and typed[begin] == meant[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and typed[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = typed[begin : len(typed) - end], meant[begin : len(meant) - end]
    return (len(wrong) <= 1 and len(right) <= 1) or (len(wrong) == 2 and wrong == right[::-1])
