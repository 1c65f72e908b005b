"""How many of the truly nearest videos the index finds, less what a viewer must not see."""

NEAREST = 300


def nearness(viewers: list[int]) -> dict[str, float]:
    return {"recall@300": 0.0, "recall@300, lowest": 0.0, "nearest, ms": 0.0}
