"""What every made-up street picture is painted with: grain, ground in perspective, sky, brick, dusk."""

from dataclasses import dataclass
from math import cos, radians, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from wardoffice.demo.dice import chance

WIDTH, HEIGHT = 1600, 1200
_TILE = 1024
_DUSK = 0.4

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Light:
    """The light of an hour: 1.0 is day, 0.0 is night; ``warm`` rises toward sunrise and sunset."""

    day: float
    warm: float

    @property
    def is_dark(self) -> bool:
        """Whether windows are lit and cameras see grain."""
        return self.day < _DUSK

    @classmethod
    def at(cls, hour: int) -> "Light":
        """Give the light of an hour of the day, 0 to 23."""
        day = max(0.0, min(1.0, (7.5 - abs(hour - 13)) / 2.5))
        return cls(day, 1.0 - abs(day - 0.4) * 1.6 if 0 < day < 1 else 0.0)


def noise(rng: Random, size: tuple[int, int], cell: int) -> Image.Image:
    """Make smooth grey noise of ``size`` pixels with grains about ``cell`` pixels wide."""
    width, height = max(2, size[0] // cell + 2), max(2, size[1] // cell + 2)
    small = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return small.resize(size, Image.Resampling.BICUBIC) if cell > 1 else small.crop((0, 0, *size))


def texture(rng: Random, size: tuple[int, int], dark: Colour, light: Colour) -> Image.Image:
    """Make a rough surface between two colours: large stains, small stones."""
    rough = Image.blend(noise(rng, size, 90), noise(rng, size, 14), 0.45)
    rough = Image.blend(rough, noise(rng, size, 2), 0.5)
    return ImageOps.colorize(ImageOps.autocontrast(rough, 1), dark, light)


def ground(rng: Random, height: int, dark: Colour, light: Colour) -> Image.Image:
    """Make a surface seen in perspective, ``height`` pixels from the horizon side to the viewer's feet."""
    tile = texture(rng, (_TILE, _TILE), dark, light)
    far, across, half = 105.0, 134.0, WIDTH // 2  # half size is enough: the stones below are sharp
    middle = _TILE / 2
    coefficients = (
        across / far, middle / far, middle - across * half / (2 * far),
        0.0, 0.0, 1000.0,
        0.0, 1 / far,
    )  # fmt: skip
    flat = tile.transform(
        (half, height // 2), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR
    ).resize((WIDTH, height), Image.Resampling.BILINEAR)
    stones = noise(rng, (WIDTH, height), 3).point([96 + value // 4 for value in range(256)])
    return ImageChops.overlay(flat, Image.merge("RGB", (stones, stones, stones)))


def sky(rng: Random, height: int) -> Image.Image:
    """Make a pale sky with soft clouds."""
    blue = Image.linear_gradient("L").resize((WIDTH, height))
    plain = ImageOps.colorize(blue, (158, 184, 212), (224, 230, 234))
    clouds = noise(rng, (WIDTH, height), 260).point([max(0, value - 110) for value in range(256)])
    plain.paste((238, 240, 243), (0, 0), clouds)
    return plain


def brick(rng: Random, size: tuple[int, int], course: int, colour: Colour) -> Image.Image:
    """Make a brick wall; ``course`` is the height of a row in pixels."""
    wall = Image.new("RGB", size, (168, 158, 146))
    draw = ImageDraw.Draw(wall)
    length = course * 3
    for row in range(size[1] // course + 1):
        shift = (row % 2) * length // 2
        for left in range(-shift, size[0], length):
            tone = rng.randrange(-20, 21)
            fill = (colour[0] + tone, colour[1] + tone // 2, colour[2] + tone // 2)
            draw.rectangle((left, row * course, left + length - 4, row * course + course - 4), fill)
    stains = noise(rng, size, 70).point([150 + value // 3 for value in range(256)])
    return ImageChops.multiply(wall, Image.merge("RGB", (stains, stains, stains)))


def houses(rng: Random, height: int, light: Light) -> Image.Image:
    """Make the far side of a street: flats of brick and grey stone with windows and doors."""
    row = Image.new("RGB", (WIDTH, height), (120, 128, 120))
    row.paste(sky(rng, height), (0, 0))
    draw = ImageDraw.Draw(row)
    left = -rng.randrange(0, 120)
    while left < WIDTH:
        width = rng.randrange(190, 290)
        top = rng.randrange(int(height * 0.08), int(height * 0.34))
        colour = rng.choice(((142, 82, 66), (120, 74, 62), (158, 150, 138), (128, 104, 84), (164, 128, 96)))
        row.paste(brick(rng, (width, height - top), 8, colour), (left, top))
        draw.rectangle((left, top, left + width, top + 10), (210, 204, 192))
        for floor in range(top + 40, height - 70, 105):
            for window in range(left + 26, left + width - 60, 74):
                lit = light.is_dark and chance(rng, 0.4)
                pane = (246, 214, 132) if lit else rng.choice(((58, 66, 76), (84, 96, 108), (70, 78, 84)))
                draw.rectangle((window - 4, floor - 4, window + 44, floor + 68), (206, 200, 188))
                draw.rectangle((window, floor, window + 40, floor + 64), pane)
                draw.line((window, floor + 32, window + 40, floor + 32), (206, 200, 188), 3)
        left += width + rng.choice((0, 0, 14))
    return row.filter(ImageFilter.BoxBlur(1))


def street(rng: Random, light: Light, horizon: int = 470) -> Image.Image:
    """Make a residential street: houses, parkway, kerb, asphalt."""
    scene = Image.new("RGB", (WIDTH, HEIGHT))
    scene.paste(houses(rng, horizon, light), (0, 0))
    scene.paste(ground(rng, HEIGHT - horizon, (74, 75, 77), (162, 160, 157)), (0, horizon))
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, horizon - 46, WIDTH, horizon - 14), rng.choice(((92, 104, 62), (116, 112, 70))))
    draw.rectangle((0, horizon - 14, WIDTH, horizon + 4), (172, 168, 160))
    draw.rectangle((0, horizon + 4, WIDTH, horizon + 13), (84, 82, 80))
    return scene


def alley(rng: Random) -> Image.Image:
    """Make an alley: a row of garages, wires above, patched concrete below."""
    horizon = 560
    scene = Image.new("RGB", (WIDTH, HEIGHT))
    scene.paste(sky(rng, 260), (0, 0))
    scene.paste(brick(rng, (WIDTH, horizon - 190), 13, rng.choice(((138, 84, 68), (150, 120, 92)))), (0, 190))
    draw = ImageDraw.Draw(scene)
    for left in range(-rng.randrange(200), WIDTH, 560):
        shade = rng.choice(((196, 194, 188), (148, 156, 162), (170, 160, 140)))
        draw.rectangle((left, 280, left + 400, horizon), shade, (88, 86, 84), 6)
        for line in range(330, horizon, 56):
            draw.line((left, line, left + 400, line), tuple(part - 34 for part in shade), 4)
    for wire in (60, 96, 150):
        draw.line((0, wire, WIDTH, wire + rng.randrange(-30, 60)), (40, 42, 46), 4)
    scene.paste(ground(rng, HEIGHT - horizon, (112, 110, 104), (196, 192, 184)), (0, horizon))
    return scene


def shadow(scene: Image.Image, box: tuple[int, int, int, int], strength: int = 120) -> None:
    """Lay a soft shadow on the ground."""
    quarter = Image.new("L", (scene.width // 4, scene.height // 4))
    ImageDraw.Draw(quarter).ellipse([part // 4 for part in box], strength)
    soft = quarter.filter(ImageFilter.BoxBlur(4)).resize(scene.size, Image.Resampling.BILINEAR)
    scene.paste((18, 18, 20), (0, 0), soft)


def develop(rng: Random, scene: Image.Image, light: Light) -> Image.Image:
    """Turn a painting into a photo: the hour's light, a hand not quite steady, dark corners, sensor grain."""
    tilt = rng.uniform(-1.6, 1.6)
    margin = 46
    across, down = rng.randrange(-20, 21), rng.randrange(-20, 21)
    size = 1 - 2 * margin / WIDTH
    turn, lift = size * cos(radians(tilt)), size * sin(radians(tilt))
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    stand = (
        turn, -lift, middle_x + across - turn * middle_x + lift * middle_y,
        lift, turn, middle_y + down - lift * middle_x - turn * middle_y,
    )  # fmt: skip
    scene = scene.transform(scene.size, Image.Transform.AFFINE, stand, Image.Resampling.BILINEAR)
    level = 0.46 + 0.54 * light.day
    gains = (level * (1 + 0.1 * light.warm), level, level * (1.12 - 0.12 * light.day - 0.12 * light.warm))
    scene = scene.point([min(255, int(value * gain)) for gain in gains for value in range(256)])
    edge = Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point([255 - v * v // 1300 for v in range(256)])
    scene = ImageChops.multiply(scene, Image.merge("RGB", (edge, edge, edge)))
    strength = 14 if light.is_dark else 6
    sensor = noise(rng, (WIDTH, HEIGHT), 1).point([128 + (v - 128) * strength // 128 for v in range(256)])
    return ImageChops.add(scene, Image.merge("RGB", (sensor, sensor, sensor)), 1, -128)
