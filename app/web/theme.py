"""The design tokens, once: the style sheet gets them as CSS variables, the phone uses the same names."""

TOKENS = {
    "ink": "#000000",
    "base": "#0B0B0F",
    "raised": "#15151B",
    "sheet": "#1D1D25",
    "line": "rgba(255, 255, 255, 0.08)",
    "text": "#F5F5F7",
    "soft": "rgba(245, 245, 247, 0.64)",
    "faint": "rgba(245, 245, 247, 0.48)",
    "ember": "#FF5A36",
    "ember-press": "#E04522",
    "violet": "#7C5CFF",
    "good": "#2BD576",
    "warn": "#FFB020",
    "bad": "#FF4D4F",
    "space-1": "4px",
    "space-2": "8px",
    "space-3": "12px",
    "space-4": "16px",
    "space-5": "24px",
    "space-6": "32px",
    "radius": "12px",
    "radius-card": "16px",
    "radius-pill": "999px",
    "quick": "180ms cubic-bezier(0.2, 0.8, 0.2, 1)",
}


def tokens_css() -> str:
    """Every token as a custom property of the document."""
    lines = "\n".join(f"  --{name}: {value};" for name, value in TOKENS.items())
    return f":root {{\n{lines}\n}}\n"
