"""The look: two palettes, one stylesheet, and the fonts they are set in."""

from dataclasses import asdict, dataclass
from functools import cached_property
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from wardoffice.assets import resource

_PREFERRED_FAMILY = "Inter"
_SMALL = 0.9
_TITLE = 1.45
LEAST_POINTS = 9.0
"""The smallest text there is, whatever the system says; all sizes follow from how much larger it is."""
_DARKER_THAN_THIS = 128  # HSL lightness of 0..255


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one look as ``#rrggbb``.

    A wash is the pale ground of its colour: text in the colour itself, in ``text`` and in ``quiet`` can be
    read on it with a contrast of at least 4.5 : 1 (WCAG 2.1, 1.4.3).
    """

    window: str
    surface: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    accent_wash: str
    done: str
    done_wash: str
    waiting: str
    waiting_wash: str
    danger: str
    danger_wash: str
    check: str
    check_wash: str
    on_accent: str


LIGHT = Palette(
    window="#f4f6f8",
    surface="#ffffff",
    raised="#f9fafb",
    line="#dfe4ea",
    text="#18212c",
    quiet="#586474",
    accent="#0b5fa8",
    accent_wash="#e5f0fa",
    done="#1a7f37",
    done_wash="#eaf7ed",
    waiting="#8a5a00",
    waiting_wash="#fdf1d8",
    danger="#b3261e",
    danger_wash="#fdecea",
    check="#6b3fa0",
    check_wash="#f1e9fa",
    on_accent="#ffffff",
)

DARK = Palette(
    window="#12161b",
    surface="#1a2027",
    raised="#1f262e",
    line="#2d3641",
    text="#e7ecf2",
    quiet="#9caab9",
    accent="#6bb3f5",
    accent_wash="#173049",
    done="#5fd07f",
    done_wash="#16311f",
    waiting="#f0bd5b",
    waiting_wash="#392b10",
    danger="#ff8a80",
    danger_wash="#3f1d1b",
    check="#c3a2f0",
    check_wash="#2e2246",
    on_accent="#12161b",
)


def palette_of(_widget: QWidget) -> Palette:
    """The palette of the look a widget is shown in, for what is painted by hand."""
    # The application's, not the widget's: a stylesheet's background replaces the widget's own Window colour.
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < _DARKER_THAN_THIS else LIGHT


def system_is_dark(app: QGuiApplication) -> bool:
    """Whether the desktop asks programs to be dark; one that says nothing is light."""
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


class Theme:
    """One look, light or dark, on Qt's Fusion style. Sizes follow the system's text size."""

    def __init__(self, *, dark: bool) -> None:
        self.dark = dark
        self.palette = DARK if dark else LIGHT

    @cached_property
    def font(self) -> QFont:
        """The base font: Inter where it is installed, else the system's, in the system's size."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        if _PREFERRED_FAMILY in QFontDatabase.families():
            font.setFamily(_PREFERRED_FAMILY)
        font.setPointSizeF(max(font.pointSizeF(), LEAST_POINTS))
        return font

    def stylesheet(self) -> str:
        """The stylesheet of ``resources/styles`` with this look's colours and sizes filled in."""
        base = self.font.pointSizeF()
        sizes = {
            "base_size": f"{base:.1f}pt",
            "small_size": f"{base * _SMALL:.1f}pt",
            "title_size": f"{base * _TITLE:.1f}pt",
        }
        look = "dark" if self.dark else "light"
        icons = {name: resource(f"icons/{name}-{look}.svg").as_posix() for name in ("chevron", "check")}
        template = resource("styles/wardoffice.qss").read_text("utf-8")
        return Template(template).substitute(
            asdict(self.palette) | sizes | {f"{name}_icon": path for name, path in icons.items()}
        )

    def apply(self, app: QApplication) -> None:
        """Dress the whole application; may be called again with another theme while windows are open."""
        if not app.styleSheet():
            # Once only: a new style under a stylesheet in use leaves widgets with the one that was freed.
            app.setStyle(QStyleFactory.create("Fusion"))
        if app.font() != self.font:
            app.setFont(self.font)
        app.setPalette(self._qt_palette())
        app.setStyleSheet(self.stylesheet())

    def _qt_palette(self) -> QPalette:
        ours, role = self.palette, QPalette.ColorRole
        colours = {
            role.Window: ours.window,
            role.WindowText: ours.text,
            role.Base: ours.surface,
            role.AlternateBase: ours.raised,
            role.Text: ours.text,
            role.PlaceholderText: ours.quiet,
            role.Button: ours.surface,
            role.ButtonText: ours.text,
            role.BrightText: ours.danger,
            role.Highlight: ours.accent,
            role.HighlightedText: ours.on_accent,
            role.ToolTipBase: ours.raised,
            role.ToolTipText: ours.text,
            role.Link: ours.accent,
            role.LinkVisited: ours.accent,
            role.Light: ours.raised,
            role.Midlight: ours.line,
            role.Mid: ours.line,
            role.Dark: ours.line,
            role.Shadow: ours.line,
            role.Accent: ours.accent,
        }
        palette = QPalette()
        for each, colour in colours.items():
            palette.setColor(each, QColor(colour))
        for each in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(ours.quiet))
        return palette
