"""Colours and type of the page, light and dark; Streamlit follows the reader's system."""

_LIGHT = {
    "primaryColor": "#1d5fa8",
    "backgroundColor": "#fdfcfa",
    "secondaryBackgroundColor": "#f2efe9",
    "textColor": "#1c1b19",
    "linkColor": "#1d5fa8",
    "borderColor": "#dcd6cc",
    "yellowColor": "#e0a400",
    "redColor": "#b3261e",
}
_DARK = {
    "primaryColor": "#3572b8",
    "backgroundColor": "#161719",
    "secondaryBackgroundColor": "#232529",
    "textColor": "#ebe8e2",
    "linkColor": "#8ab8f0",
    "borderColor": "#3b3e44",
    "yellowColor": "#e9b93a",
    "redColor": "#ff8a80",
}
THEME: dict[str, str | bool | int] = {
    **{f"theme.light.{name}": colour for name, colour in _LIGHT.items()},
    **{f"theme.dark.{name}": colour for name, colour in _DARK.items()},
    "theme.font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
    "theme.baseRadius": "0.6rem",
    "theme.linkUnderline": False,
}
