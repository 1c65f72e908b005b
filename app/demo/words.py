"""What the demo's people write: captions that fit each clip, and comments that sound like somebody."""

import numpy as np

# Captions by scene; the n-th variant of a scene takes the n-th line. Hashtags follow from ``TAGS``.
CAPTIONS: dict[str, tuple[str, ...]] = {
    "neon": (
        "waiting for the rain to make up its mind",
        "tram's late again. no complaints",
        "3 a.m. and the city hums in purple",
    ),
    "balloons": (
        "woke up to nine of these over the house 🎈",
        "morning commute, the good kind",
        "which one would you take?",
    ),
    "synthwave": (
        "destination: somewhere with a sunset like this",
        "took the long way home, 1986 edition",
        "the sun has scanlines here",
    ),
    "koi": (
        "they know when it's going to rain",
        "池の朝。 morning at the pond",
        "count the fish, then count them again",
    ),
    "planet": (
        "rings are just very patient gravel",
        "day side, night side, tea break",
        "weather report: bands of gold, winds 1,800 km/h",
    ),
    "pendulums": (
        "15 pendulums, one promise: they meet again at the end",
        "wait for the last second 🤍",
        "every swing is a note",
    ),
    "marbling": (
        "no two pours are ever the same",
        "ink on water, thirty breaths",
        "paint that forgot to dry",
    ),
    "fireworks": (
        "festa de rua, vista do telhado 🎆",
        "sound on. the late ones crackle",
        "somebody's birthday on the other side of the hill",
    ),
    "bauhaus": (
        "a poster that won't sit still",
        "circles, quarters, stripes, repeat",
        "one grid, sixteen boards, zero meetings",
    ),
    "jellyfish": (
        "no brain, no plans, looks amazing",
        "the deep is just slow traffic",
        "breathing exercise: follow the big one",
    ),
    "equaliser": ("turn it up until the floor gets wet", "new loop, who dis", "bars only"),
    "petals": ("花びらが先に帰る ✿", "the tree is letting go again", "five days a year. today was one"),
    "zoom": (
        "keep falling, there's always more coast",
        "one line of maths, no bottom",
        "zooming ×3,000 into z² + c",
    ),
    "dusk": ("seven ridges, then home", "the mountains take turns at being blue", "Feierabend."),
    "sorting": (
        "five ways to sort a sunset",
        "shell vs comb vs selection: pick your lane",
        "from chaos to gradient in seven seconds 😌",
    ),
    "vinyl": ("side B always wins", "Sonntag, 17 Uhr.", "the needle found my favourite part"),
    "aurora": ("minus 14 and nobody went inside", "nordlys over vannet 💚", "the sky was in a mood"),
    "cubes": ("the floor is doing the wave", "isometric tide coming in", "404 right angles"),
    "galaxy": (
        "26,000 suns, drawn one by one",
        "somewhere in the pink bits stars are being born",
        "our neighbours, probably",
    ),
    "campfire": ("no signal, great company", "stay for the crackle 🔥", "best seat in the forest"),
    "kaleidoscope": ("found this inside a paper tube", "symmetry is free", "glass, mirrors, patience"),
    "balls": (
        "no energy lost, just vibes",
        "every bounce is a note. four singers, one ring",
        "gravity composed this",
    ),
    "ocean": ("la mer, ce soir", "swimming in the orange part", "twelve seconds of nothing to do"),
    "truchet": (
        "one tile, four turns, infinite roads",
        "all paths still join",
        "plumbing, but make it fashion",
    ),
    "helix": (
        "the recipe for you is 2 metres long",
        "A pairs with T, C pairs with G, you pair with weekends",
        "unzip slowly",
    ),
    "quotes": ("note to self", "léelo dos veces", "for whoever needs it today", "saved this for a hard week"),
    "snow": ("cabin light left on for you", "snø. endelig snø.", "listen: that's what quiet sounds like"),
    "halo": ("the track wears its own crown", "heartbeat at 104", "made this while the kettle boiled"),
    "maze": (
        "flood it with colour and the way out appears",
        "I went left 31 times",
        "every maze is a tree if you're calm enough",
    ),
    "lava": (
        "my first flat had exactly this lamp",
        "warm blobs, cold pizza, good night",
        "they kiss, they part, it's a whole drama",
    ),
    "flow": ("7,000 grains, one slow wind", "combing the field by hand", "silk, but it's just arithmetic"),
    "city": ("which window is still working?", "last train lights", "skyline karaoke"),
    "sunflower": (
        "137.5 degrees is the whole trick",
        "900 seeds and no overlaps",
        "plants did the maths first",
    ),
    "life": (
        "four rules. that's it. that's the universe",
        "birth at three, stay at two or three",
        "it looks alive because it kind of is",
    ),
    "torus": (
        "a knot you can't untie",
        "three times round, four times through",
        "mathematicians call this jewellery",
    ),
    "coral": (
        "two chemicals arguing, beautifully",
        "this is also how zebras get stripes",
        "grown, not drawn",
    ),
    "ridges": ("every line is a second of the song", "mountains made of bass", "a pulsar, but make it dance"),
    "warp": ("punch it", "left the solar system, forgot the sandwiches", "speed lines for your Monday"),
    "spirograph": (
        "five pens, one gear, zero mistakes",
        "the toy from grandma's drawer, upgraded",
        "round and round until it blooms",
    ),
    "tunnel": ("the kick opens the lights", "don't blink at the chorus", "next stop: the drop"),
    "chaos": (
        "40 pendulums let go almost together. almost.",
        "watch them agree… and then not",
        "the butterfly had a point",
    ),
    "ribbons": ("light, tied in a slow bow", "breathe in where it narrows", "drawn with 13,000 dots a frame"),
    "bunny": ("me on the first day of spring",),
    "yawn": ("five more minutes…",),
    "towers": ("look up more often",),
    "summit": ("top floor never sleeps",),
    "windows": ("every light is somebody's evening",),
}
TAGS: dict[str, str] = {
    "neon": "rain city neon",
    "balloons": "morning nature slowliving",
    "synthwave": "synthwave retro nightdrive",
    "koi": "koi nature calm",
    "planet": "space planet",
    "pendulums": "satisfying physics loop",
    "marbling": "art marbling satisfying",
    "fireworks": "fireworks city",
    "bauhaus": "design geometry loop",
    "jellyfish": "ocean nature calm",
    "equaliser": "music visualizer",
    "petals": "spring nature japan",
    "zoom": "fractal science math",
    "dusk": "mountains nature evening",
    "sorting": "satisfying algorithms code",
    "vinyl": "vinyl music lofi",
    "aurora": "aurora nature norway",
    "cubes": "design geometry satisfying",
    "galaxy": "space galaxy stars",
    "campfire": "cosy fire asmr",
    "kaleidoscope": "art loop trippy",
    "balls": "satisfying physics music",
    "ocean": "ocean nature sunset",
    "truchet": "design pattern generative",
    "helix": "science biology",
    "quotes": "words kindness motivation",
    "snow": "cosy winter snow",
    "halo": "music visualizer beats",
    "maze": "satisfying maze algorithms",
    "lava": "retro lavalamp cosy",
    "flow": "art generative flowfield",
    "city": "city night skyline",
    "sunflower": "science math nature",
    "life": "science gameoflife code",
    "torus": "science geometry 3d",
    "coral": "science generative nature",
    "ridges": "music visualizer design",
    "warp": "space scifi",
    "spirograph": "art spirograph satisfying",
    "tunnel": "retro rave loop",
    "chaos": "science physics chaos",
    "ribbons": "art generative calm",
    "bunny": "animation blender openmovie",
    "yawn": "animation blender mood",
    "towers": "city night architecture",
    "summit": "city night skyscraper",
    "windows": "city night mood",
}
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


def caption(scene: str, variant: int, credit: str = "") -> str:
    lines = CAPTIONS[scene]
    line = lines[variant % len(lines)]
    if variant >= len(lines):
        line = f"{line} (no. {variant + 1})"
    tags = " ".join(f"#{tag}" for tag in TAGS[scene].split())
    return f"{line} {tags}" + (f"\n{credit}" if credit else "")


def comments(topic: str, number: int, count: int, *, seed: int) -> list[str]:
    """``count`` different comments on clip ``number``; fewer when there are no more."""
    rng = np.random.default_rng([seed, number, 41])
    known = [*_BY_TOPIC.get(topic, ()), *_ANYWHERE]
    near = rng.random(len(known)) + np.where(np.arange(len(known)) < len(known) - len(_ANYWHERE), 0.35, 0)
    return [known[k] for k in np.argsort(-near)[:count]]


def answer(number: int) -> str:
    return _ANSWERS[number % len(_ANSWERS)]
