"""Turns decoded YUV pictures into a texture on the graphics card, without a copy through RGB."""

from typing import Any

from kivy.graphics import BindTexture, Fbo, Rectangle
from kivy.graphics.texture import Texture

# BT.709, limited range: what the renditions carry. Kivy's own shader assumes full range and looks washed out.
YUV_TO_RGB = """
$HEADER$
uniform sampler2D tex_y;
uniform sampler2D tex_u;
uniform sampler2D tex_v;

void main(void) {
    float y = 1.16438 * (texture2D(tex_y, tex_coord0).r - 0.06275);
    float u = texture2D(tex_u, tex_coord0).r - 0.50196;
    float v = texture2D(tex_v, tex_coord0).r - 0.50196;
    gl_FragColor = vec4(y + 1.79274 * v, y - 0.21325 * u - 0.53291 * v, y + 2.11240 * u, 1.0);
}
"""


class YuvSurface:
    """Holds the three planes of one clip size and the texture that they make together."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        half = ((width + 1) // 2, (height + 1) // 2)
        self.size = size
        self._planes = [Texture.create(size=s, colorfmt="luminance") for s in (size, half, half)]
        self._fbo = Fbo(size=size)
        with self._fbo:
            BindTexture(texture=self._planes[1], index=1)
            BindTexture(texture=self._planes[2], index=2)
            Rectangle(size=size, texture=self._planes[0])
        self._fbo.shader.fs = YUV_TO_RGB
        for index, name in enumerate(("tex_y", "tex_u", "tex_v")):
            self._fbo[name] = index
        self.texture = self._fbo.texture
        self.texture.flip_vertical()

    def show(self, image: Any) -> None:
        for plane, pixels in zip(self._planes, image.to_memoryview(), strict=False):
            plane.blit_buffer(pixels, colorfmt="luminance")
        self._fbo.ask_update()
        self._fbo.draw()


Box = tuple[float, float]


def fit(ratio: float, box: Box) -> Box:
    """The size of a picture in a box: an upright clip covers an upright screen, all else is contained."""
    width, height = box
    if abs(ratio * 16 / 9 - 1) <= 0.12 and 0.4 <= width / height <= 0.72:
        return box
    return min(width, height * ratio), min(height, width / ratio)


def crop(texture: Any, box: Box) -> list[float]:
    """The texture's coordinates for its middle part that has the shape of the box."""
    across = min(1.0, box[0] / box[1] * texture.height / texture.width)
    along = min(1.0, box[1] / box[0] * texture.width / texture.height)
    left, bottom, right, _, _, top, _, _ = texture.tex_coords
    cut_x, cut_y = (right - left) * (1 - across) / 2, (top - bottom) * (1 - along) / 2
    left, right, bottom, top = left + cut_x, right - cut_x, bottom + cut_y, top - cut_y
    return [left, bottom, right, bottom, right, top, left, top]
