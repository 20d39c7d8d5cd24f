"""Outputs of notebooks: pictures, decoded and looked at for the colours of what is drawn in them, and texts."""

import base64
import io
import re

from PIL import Image, ImageColor

# Of all pixels. A line of the legend alone has a fortieth of a percent, and the lines of a chart begin at five times that.
LEAST_SHARE = 5e-4
FIGURE = re.compile(r'data-colours="([^"]*)" src="data:image/png;base64,([^"]*)"')


class Picture:
    """A picture, and the colours that its kernel says it has, by name."""

    def __init__(self, encoded, colours):
        self.image = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
        self.colours = colours

    def share(self, colour):
        """The share of the pixels that have exactly this colour."""
        pixels = self.image.width * self.image.height
        counts = {rgb: count for count, rgb in self.image.getcolors(pixels)}
        return counts.get(ImageColor.getrgb(colour), 0) / pixels

    def check(self):
        """Fails if the picture is small, or a colour is not in it."""
        assert self.image.width >= 400 and self.image.height >= 300, self.image.size
        assert self.colours, "the kernel names no colours"
        shares = {colour: self.share(colour) for colour in set(self.colours)}
        missing = {colour: share for colour, share in shares.items() if share < LEAST_SHARE}
        assert not missing, f"colours that are hardly in the picture: {missing}"


def pictures(cells):
    """All pictures in the outputs of cells: charts, and figures inside of HTML."""
    found = []
    for cell in cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                facts = output["metadata"]["image/png"]
                found.append(Picture(data["image/png"], list(facts["colours"].values())))
            for colours, encoded in FIGURE.findall(data.get("text/html", "")):
                found.append(Picture(encoded, colours.split()))
    return found


def plain(text):
    """Text without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
