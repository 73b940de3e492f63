"""The problems a picture can show, each painted into its street."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from wardoffice.demo.canvas import (
    HEIGHT,
    WIDTH,
    Light,
    alley,
    brick,
    ground,
    houses,
    noise,
    shadow,
    sky,
    street,
    texture,
)
from wardoffice.demo.dice import chance

Corners = list[tuple[float, float]]


def _blot(rng: Random, middle: tuple[int, int], size: tuple[int, int], rough: float) -> Corners:
    """Make the corners of an uneven round shape."""
    waves = [(rng.uniform(0, 2 * pi), rng.uniform(0, rough) / (turn + 1)) for turn in range(1, 9)]
    corners: Corners = []
    for step in range(72):
        angle = step * pi / 36
        reach = 1 + sum(deep * sin(turn * angle + start) for turn, (start, deep) in enumerate(waves, 1))
        corners.append((middle[0] + size[0] * reach * cos(angle), middle[1] + size[1] * reach * sin(angle)))
    return corners


def _mask(corners: Corners, blur: float) -> Image.Image:
    half = Image.new("L", (WIDTH // 2, HEIGHT // 2))
    ImageDraw.Draw(half).polygon([(x / 2, y / 2) for x, y in corners], 255)
    return half.filter(ImageFilter.BoxBlur(blur / 2)).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


def _pothole(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 360)
    middle, size = (rng.randrange(700, 900), rng.randrange(800, 860)), (rng.randrange(330, 420), 150)
    draw = ImageDraw.Draw(scene)
    for _ in range(9):  # cracks run out from the hole
        angle = rng.uniform(0, 2 * pi)
        at = (middle[0] + size[0] * cos(angle), middle[1] + size[1] * sin(angle))
        for width in (5, 4, 3):
            to = (at[0] + rng.uniform(40, 120) * cos(angle) + rng.uniform(-30, 30),
                  at[1] + rng.uniform(14, 50) * sin(angle) + rng.uniform(-12, 12))  # fmt: skip
            draw.line((*at, *to), (38, 38, 40), width)
            at = to
    rim = _blot(rng, middle, size, 0.32)
    scene.paste(texture(rng, scene.size, (92, 90, 88), (172, 168, 160)), (0, 0), _mask(rim, 5))
    hole = [(x, y + 16) for x, y in rim]
    inner = [(middle[0] + (x - middle[0]) * 0.93, middle[1] + (y - middle[1]) * 0.86) for x, y in hole]
    scene.paste(texture(rng, scene.size, (26, 24, 22), (104, 92, 78)), (0, 0), _mask(inner, 4))
    lip = [(x, y + 46) for x, y in inner]
    shade = Image.composite(Image.new("L", scene.size), _mask(inner, 3), _mask(lip, 14))
    scene.paste((10, 10, 11), (0, 0), shade)
    if chance(rng, 0.6):  # rain stands in it
        pool = _blot(rng, (middle[0] + 20, middle[1] + 50), (size[0] * 6 // 10, 62), 0.3)
        water = sky(rng, HEIGHT).point([int(value * 0.66) for value in range(256)] * 3)
        scene.paste(water, (0, 0), _mask(pool, 4).point([value * 8 // 10 for value in range(256)]))
    draw = ImageDraw.Draw(scene)
    for _ in range(70):  # loose stones
        x, y = rng.gauss(middle[0], size[0] * 1.1), rng.gauss(middle[1] + 60, size[1])
        near = rng.uniform(3, 11)
        tone = rng.randrange(60, 150)
        draw.ellipse((x, y, x + near * 1.5, y + near), (tone, tone, tone - 6))
    return scene


def _mattress(rng: Random, light: Light) -> Image.Image:
    del light
    scene = alley(rng)
    left, top = rng.randrange(360, 560), rng.randrange(380, 430)
    shadow(scene, (left - 60, top + 400, left + 820, top + 560), 150)
    cloth = texture(rng, (720, 440), (186, 178, 160), (232, 226, 210))
    draw = ImageDraw.Draw(cloth)
    for x in range(0, 720, 72):  # quilting
        for y in range(0, 440, 62):
            draw.ellipse((x + 30, y + 26, x + 40, y + 34), (150, 142, 126))
            draw.arc((x, y, x + 72, y + 62), 20, 160, (196, 188, 170), 2)
    for _ in range(4):  # stains
        blot = Image.new("L", cloth.size)
        x, y = rng.randrange(600), rng.randrange(340)
        ImageDraw.Draw(blot).ellipse((x, y, x + rng.randrange(60, 190), y + rng.randrange(40, 120)), 90)
        cloth.paste((140, 112, 72), (0, 0), blot.filter(ImageFilter.BoxBlur(14)))
    leaning = cloth.transform(
        (860, 520), Image.Transform.QUAD, (-30, -60, -80, 470, 760, 500, 740, 20), Image.Resampling.BILINEAR
    )
    shape = Image.new("L", cloth.size, 255).transform(
        (860, 520), Image.Transform.QUAD, (-30, -60, -80, 470, 760, 500, 740, 20)
    )
    scene.paste((150, 142, 126), (left + 14, top + 16), shape)
    scene.paste(leaning, (left, top), shape)
    for _ in range(rng.randrange(3, 6)):
        _bag(rng, scene, (rng.choice((left - 120, left + 820)) + rng.randrange(-90, 90), top + 470))
    return scene


def _bag(rng: Random, scene: Image.Image, at: tuple[int, int]) -> None:
    size = (rng.randrange(90, 130), rng.randrange(80, 110))
    shadow(scene, (at[0] - size[0], at[1] + size[1] - 30, at[0] + size[0] + 30, at[1] + size[1] + 24))
    shape = _mask(_blot(rng, at, size, 0.2), 2)
    tone = rng.randrange(18, 40)
    shiny = ImageOps.colorize(
        noise(rng, scene.size, 26), (tone, tone, tone + 3), (tone + 62, tone + 64, tone + 70)
    )
    scene.paste(shiny, (0, 0), shape)
    knot = (at[0] - 14, at[1] - size[1] - 18, at[0] + 14, at[1] - size[1] + 20)
    ImageDraw.Draw(scene).ellipse(knot, (tone + 16, tone + 16, tone + 20))


def _graffiti(rng: Random, light: Light) -> Image.Image:
    del light
    scene = Image.new("RGB", (WIDTH, HEIGHT))
    scene.paste(brick(rng, (WIDTH, 940), 30, rng.choice(((150, 92, 74), (168, 150, 124)))), (0, 0))
    scene.paste(ground(rng, 260, (104, 102, 98), (176, 172, 166)), (0, 940))
    draw = ImageDraw.Draw(scene)
    for colour in rng.sample(((20, 20, 24), (34, 60, 150), (178, 28, 40), (230, 228, 226), (34, 120, 70)), 2):
        x = float(rng.randrange(120, 320))
        base = rng.randrange(380, 620)
        while x < WIDTH - 220:  # letters nobody can read
            points = [(x + rng.uniform(-60, 150), base + rng.uniform(-190, 190)) for _ in range(5)]
            curve = [_spline(points, step / 40) for step in range(41)]
            draw.line(curve, colour, rng.randrange(28, 46), joint="curve")
            if chance(rng, 0.5):
                drip_x, drip_y = curve[-1]
                draw.line((drip_x, drip_y, drip_x, drip_y + rng.uniform(60, 210)), colour, 6)
            x += rng.uniform(110, 165)
    grit = noise(rng, scene.size, 5).point([value // 9 for value in range(256)])
    scene.paste((150, 120, 104), (0, 0), grit)
    return scene.filter(ImageFilter.BoxBlur(1))


def _spline(points: Corners, part: float) -> tuple[float, float]:
    """Find the point of a Bezier curve at ``part`` (0 to 1) by de Casteljau's steps."""
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in pairwise(points)]
    return points[0]


def _lamp(scene: Image.Image, base: tuple[int, int], top: tuple[int, int], *, glow: bool) -> None:
    draw = ImageDraw.Draw(scene)
    draw.line((*base, *top), (92, 96, 98), 26)
    draw.line((base[0] - 7, base[1], top[0] - 7, top[1]), (132, 136, 138), 6)
    arm = (top[0] + 250, top[1] - 60)
    draw.line((*top, *arm), (92, 96, 98), 14)
    draw.ellipse((arm[0] - 30, arm[1] - 22, arm[0] + 110, arm[1] + 26), (70, 72, 76))
    if glow:
        halo = Image.new("L", scene.size)
        ImageDraw.Draw(halo).ellipse((arm[0] - 160, arm[1] - 150, arm[0] + 240, arm[1] + 190), 150)
        scene.paste((255, 214, 140), (0, 0), halo.filter(ImageFilter.BoxBlur(70)))


def _light(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, Light(0.0, 0.0), 640)
    scene = scene.point([int(value * 0.8) for value in range(256)] * 3)
    far = rng.randrange(60, 200)
    _lamp(scene, (far, 640), (far, 330), glow=True)
    place = rng.randrange(760, 900)
    _lamp(scene, (place, 1180), (place, 170), glow=False)
    del light
    return scene


def _pole(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 640)
    scene.paste(sky(rng, 300).resize((WIDTH, 220)), (0, 0), Image.new("L", (WIDTH, 220), 200))
    foot = rng.randrange(600, 740)
    shadow(scene, (foot - 120, 1030, foot + 420, 1120))
    _lamp(scene, (foot, 1080), (foot + rng.randrange(240, 330), 150), glow=False)
    draw = ImageDraw.Draw(scene)
    draw.polygon([(foot - 50, 1090), (foot - 30, 960), (foot + 46, 960), (foot + 60, 1090)], (84, 88, 90))
    draw.rectangle((foot - 16, 990, foot + 26, 1060), (22, 22, 24))
    for colour in ((170, 40, 40), (40, 60, 150), (210, 180, 40)):
        end = (foot + rng.randrange(-80, 90), rng.randrange(1090, 1150))
        draw.line((foot + 4, 1040, foot + rng.randrange(-20, 40), 1070, *end), colour, 6)
    return scene


def _carts(rng: Random, light: Light) -> Image.Image:
    del light
    scene = alley(rng)
    draw = ImageDraw.Draw(scene)
    for number in range(2):
        left = 420 + number * 400 + rng.randrange(-30, 30)
        shadow(scene, (left - 40, 880, left + 360, 990), 160)
        tone = rng.randrange(24, 44)
        draw.polygon(
            [(left, 470), (left + 290, 470), (left + 256, 940), (left + 34, 940)], (tone, tone + 2, tone + 8)
        )
        draw.polygon([(left, 470), (left + 290, 470), (left + 284, 520), (left + 6, 520)], (tone + 26,) * 3)
        draw.polygon(
            [(left + 8, 470), (left + 282, 470), (left + 306, 300), (left + 24, 270)], (tone + 12,) * 3
        )
        draw.ellipse((left + 16, 890, left + 96, 970), (16, 16, 18))
        for _ in range(3):
            _bag(rng, scene, (left + rng.randrange(50, 240), rng.randrange(420, 460)))
    for _ in range(26):
        x, y = rng.randrange(260, 1380), rng.randrange(900, 1120)
        litter = rng.choice(((222, 220, 214), (186, 150, 104), (200, 60, 50), (70, 120, 170)))
        draw.polygon(_blot(rng, (x, y), (rng.randrange(12, 44), rng.randrange(7, 20)), 0.6), litter)
    _bag(rng, scene, (300, 930))
    return scene


def _limb(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 520)
    draw = ImageDraw.Draw(scene)
    bark = (74, 60, 48)
    trunk = rng.randrange(110, 200)
    draw.polygon([(trunk, 0), (trunk + 170, 0), (trunk + 190, 640), (trunk - 40, 640)], bark)
    draw.polygon(
        [(trunk + 140, 190), (trunk + 190, 230), (trunk + 176, 330), (trunk + 130, 280)], (206, 170, 118)
    )
    shadow(scene, (260, 780, 1460, 990), 130)
    at = (300.0, 900.0)
    leaves = rng.choice(((70, 104, 42), (150, 122, 40), (96, 118, 50)))
    for piece in range(9):
        to = (at[0] + 125, at[1] + rng.uniform(-46, 34))
        draw.line((*at, *to), bark, 62 - piece * 6)
        for _ in range(3):
            twig = (to[0] + rng.uniform(-40, 190), to[1] + rng.choice((-1, 1)) * rng.uniform(50, 190))
            draw.line((*to, *twig), bark, 9)
            for _ in range(60):
                x, y = rng.gauss(twig[0], 60), rng.gauss(twig[1], 42)
                tone = rng.randrange(-30, 34)
                fill = (leaves[0] + tone, leaves[1] + tone, max(0, leaves[2] + tone))
                draw.ellipse((x, y, x + rng.uniform(12, 26), y + rng.uniform(8, 16)), fill)
        at = to
    return scene


def _flood(rng: Random, light: Light) -> Image.Image:
    horizon = 500
    scene = street(rng, light, horizon)
    mirror = ImageOps.flip(houses(rng, horizon, light)).resize((WIDTH, 460))
    mirror = mirror.filter(ImageFilter.BoxBlur(5)).point([int(value * 0.62) for value in range(256)] * 3)
    ripples = noise(rng, (WIDTH, 115), 12).resize((WIDTH, 460)).point([value // 5 for value in range(256)])
    mirror.paste((190, 196, 200), (0, 0), ripples)
    mask = _mask(_blot(rng, (820, 740), (820, 205), 0.18), 6).crop((0, 540, WIDTH, 1000))
    scene.paste(mirror, (0, 540), mask.point([value * 92 // 100 for value in range(256)]))
    draw = ImageDraw.Draw(scene)
    for _ in range(60):
        x, y = rng.randrange(120, 1480), rng.randrange(600, 900)
        draw.ellipse((x, y, x + rng.randrange(8, 22), y + rng.randrange(4, 9)), (116, 88, 44))
    return scene


def _sign(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 700).filter(ImageFilter.BoxBlur(2))
    sign = Image.new("RGBA", (640, 640))
    draw = ImageDraw.Draw(sign)
    for radius, colour in ((300, (238, 236, 232)), (284, (176, 30, 36))):
        corners = [
            (320 + radius * cos(pi / 8 + k * pi / 4), 320 + radius * sin(pi / 8 + k * pi / 4))
            for k in range(8)
        ]
        draw.polygon(corners, colour)
    draw.text((320, 320), "STOP", (240, 238, 234), ImageFont.load_default(190), anchor="mm")
    for _ in range(7):
        x, y = rng.randrange(120, 500), rng.randrange(120, 500)
        draw.line((x, y, x + rng.randrange(30, 120), y + rng.randrange(-30, 30)), (120, 60, 60), 3)
    lean = rng.uniform(22, 36)
    bent = sign.transform(
        sign.size, Image.Transform.QUAD, (0, 40, 20, 640, 640, 580, 610, -50), Image.Resampling.BILINEAR
    ).rotate(-lean, Image.Resampling.BICUBIC, expand=True)
    draw = ImageDraw.Draw(scene)
    foot = rng.randrange(560, 660)
    draw.line((foot, 1200, foot + 20, 760, foot + 230, 380), (122, 126, 128), 30, joint="curve")
    draw.line((foot - 8, 1200, foot + 12, 760, foot + 222, 380), (160, 164, 166), 6, joint="curve")
    scene.paste(bent, (foot + 230 - bent.width // 2, 330 - bent.height // 2), bent)
    return scene


def _house(rng: Random, light: Light) -> Image.Image:
    del light
    scene = Image.new("RGB", (WIDTH, HEIGHT))
    scene.paste(sky(rng, 1010), (0, 0))
    scene.paste(brick(rng, (150, 760), 18, (132, 78, 62)), (0, 260))
    scene.paste(brick(rng, (150, 700), 18, (150, 120, 92)), (1450, 320))
    scene.paste(brick(rng, (1240, 930), 44, (168, 162, 152)), (180, 90))
    scene.paste(ground(rng, 190, (96, 98, 72), (150, 146, 110)), (0, 1010))
    draw = ImageDraw.Draw(scene)
    draw.rectangle((170, 70, 1430, 120), (188, 184, 174))
    for left in (270, 690, 1120):
        _board(rng, scene, left, 190)
        soot = [(left + 40, 180), (left + 160, 176), (left + 120, 60), (left + 80, 40)]
        draw.polygon(soot, (60, 56, 54))
    _board(rng, scene, 270, 560)
    draw.rectangle((1104, 544, 1336, 816), (182, 178, 168))
    draw.rectangle((1120, 560, 1320, 800), (16, 16, 18))  # this board came off
    draw.polygon([(1120, 800), (1160, 580), (1216, 590), (1180, 800)], (168, 138, 98))
    draw.rectangle((670, 540, 940, 1020), (170, 166, 156))
    draw.rectangle((700, 570, 910, 1020), (14, 14, 16))  # the door stands open
    draw.polygon([(700, 570), (700, 1020), (600, 1060), (600, 590)], (92, 62, 44))
    for step in range(4):
        tone = 150 - step * 6
        box = (620 - step * 20, 1010 + step * 34, 990 + step * 20, 1044 + step * 34)
        draw.rectangle(box, (tone, tone, tone))
    return scene


def _board(rng: Random, scene: Image.Image, left: int, top: int) -> None:
    draw = ImageDraw.Draw(scene)
    draw.rectangle((left - 16, top - 16, left + 216, top + 256), (182, 178, 168))
    scene.paste(texture(rng, (200, 240), (140, 112, 78), (190, 160, 118)), (left, top))


def _sidewalk(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 330)
    scene.paste(ground(rng, 800, (132, 128, 122), (198, 194, 186)), (0, 400))
    draw = ImageDraw.Draw(scene)
    for line in (480, 600, 790, 1080):
        draw.line((0, line, WIDTH, line + 6), (96, 94, 90), 6)
    for edge in (-1, 1):
        draw.polygon([(800 + edge * 420, 400), (800 + edge * 800, 400), (800 + edge * 800, 1200),
                      (800 + edge * 760, 1200)], (92, 102, 58))  # fmt: skip
    rise = rng.randrange(60, 96)
    draw.polygon([(170, 790), (1430, 790), (1400, 790 - rise), (210, 790 - rise // 3)], (84, 80, 76))
    at = (rng.uniform(300, 700), 480.0)
    while at[1] < HEIGHT - 50:
        to = (at[0] + rng.uniform(-70, 110), at[1] + rng.uniform(30, 90))
        draw.line((*at, *to), (52, 50, 48), rng.randrange(6, 15))
        at = to
    return scene


def _weeds(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 520)
    draw = ImageDraw.Draw(scene)
    for _ in range(1500):
        y = rng.uniform(640, 1230)
        x, tall = rng.uniform(-20, WIDTH), rng.uniform(120, 330) * (y / 1200)
        tone = rng.randrange(-28, 40)
        bend = rng.uniform(-60, 60)
        fill = (86 + tone, 110 + tone, 48 + tone // 2)
        draw.line((x, y, x + bend * 0.3, y - tall * 0.6, x + bend, y - tall), fill, rng.randrange(2, 6))
    return scene


def _car(rng: Random, light: Light) -> Image.Image:
    scene = street(rng, light, 520)
    draw = ImageDraw.Draw(scene)
    shadow(scene, (180, 880, 1440, 1010), 190)
    body = rng.choice(((128, 130, 134), (72, 84, 104), (120, 48, 44), (190, 188, 184)))
    dark = tuple(part - 26 for part in body)
    draw.polygon([(430, 640), (560, 500), (1010, 490), (1190, 640)], body)
    draw.polygon([(470, 636), (580, 522), (770, 518), (770, 636)], (38, 44, 50))
    draw.polygon([(800, 636), (800, 518), (996, 514), (1130, 636)], (38, 44, 50))
    draw.rounded_rectangle((210, 630, 1420, 880), 60, body)
    draw.rectangle((230, 800, 1400, 876), dark)
    for wheel in (430, 1180):
        draw.ellipse((wheel - 105, 780, wheel + 105, 950), (22, 22, 24))  # flat below
        draw.ellipse((wheel - 50, 800, wheel + 50, 900), (134, 136, 138))
    draw.rectangle((560, 690, 690, 750), (236, 150, 40))  # the city's sticker
    dust = noise(rng, scene.size, 40).point([value // 7 for value in range(256)])
    scene.paste((150, 140, 120), (0, 0), dust)
    return scene


SCENES: dict[str, Callable[[Random, Light], Image.Image]] = {
    "pothole": _pothole,
    "mattress": _mattress,
    "graffiti": _graffiti,
    "light": _light,
    "pole": _pole,
    "carts": _carts,
    "limb": _limb,
    "flood": _flood,
    "sign": _sign,
    "house": _house,
    "sidewalk": _sidewalk,
    "weeds": _weeds,
    "car": _car,
}
