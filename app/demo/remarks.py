"""What the demo's people say to one another: comments that sound like somebody."""

import numpy as np

_ANYWHERE = (
    "okay this made my evening",
    "looped this way too many times",
    "saving this for later",
    "how is this made?? 😮",
    "the sound fits so well",
    "c'est magnifique",
    "qué bonito 😍",
    "wunderschön!",
    "すごい…",
    "que lindo!!",
    "sent this to my mum, she loved it",
    "my new lock screen",
    "calm in seven seconds",
    "more of these please 🙏",
    "watched it before work and again after",
    "ok following",
)
_BY_TOPIC: dict[str, tuple[str, ...]] = {
    "nature": (
        "I can smell the air in this one",
        "where is this? need to go",
        "nature always wins",
        "la luz de este momento 🥹",
        "my breathing slowed down",
    ),
    "city": (
        "the city looks kinder from here",
        "this is exactly how 2 a.m. feels",
        "I miss living downtown",
        "those reflections!",
        "urban lullaby",
    ),
    "space": (
        "we are so small and it's fine",
        "pause anywhere and it's a wallpaper",
        "the colours of the core 🔥",
        "existential but make it pretty",
    ),
    "art": (
        "this belongs on a big wall",
        "the colours!!",
        "could watch this drying for hours",
        "was this a happy accident?",
    ),
    "design": (
        "that palette, wow",
        "my grid-loving heart",
        "printing this, A2, please",
        "every frame is a poster",
    ),
    "science": (
        "best explanation is no explanation",
        "showed this to my class today",
        "so that's why!",
        "maths teacher approved ✅",
        "the last second got me",
    ),
    "satisfying": (
        "my brain feels ironed",
        "the END 😌",
        "I exhaled",
        "needed exactly this",
        "perfect loop, perfect life",
    ),
    "music": (
        "drop the full track 🙏",
        "headphones on, world off",
        "that bassline though",
        "mein neuer Ohrwurm",
        "this slaps quietly",
    ),
    "retro": (
        "I had this as a kid!",
        "smells like warm plastic and good times",
        "rewind!",
        "the 80s called, they're proud",
    ),
    "cosy": (
        "blanket: on",
        "kakao og dette, takk",
        "falling asleep to this",
        "can I move in?",
        "the crackle…",
    ),
    "words": (
        "needed this today, thank you",
        "writing this on my mirror",
        "gracias, de verdad",
        "screenshotted",
        "telling my daughter this tonight",
    ),
    "food": (
        "making this right now",
        "lemon is the secret",
        "saved for Sunday",
        "what brand of tea?",
        "mein Wasser kocht schon",
    ),
    "animation": (
        "the animation still holds up!",
        "me every single morning",
        "open films deserve more love",
        "that stretch 😂",
    ),
}
_ANSWERS = (
    "thank you! 🧡",
    "ha, same",
    "made with code and patience",
    "merci !",
    "obrigada 🌙",
    "more on Friday",
    "you noticed!",
    "danke dir ✨",
)


def comments(topic: str, number: int, count: int, *, seed: int) -> list[str]:
    """``count`` different comments on clip ``number``; fewer when there are no more."""
    rng = np.random.default_rng([seed, number, 41])
    known = [*_BY_TOPIC.get(topic, ()), *_ANYWHERE]
    near = rng.random(len(known)) + np.where(np.arange(len(known)) < len(known) - len(_ANYWHERE), 0.35, 0)
    return [known[k] for k in np.argsort(-near)[:count]]


def answer(number: int) -> str:
    return _ANSWERS[number % len(_ANSWERS)]
