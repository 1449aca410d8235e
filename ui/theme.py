"""The page's colours and type for Gradio's own parts; `static/page.css` dresses the rest. No web fonts."""

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Cascadia Mono", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """Return the theme, in the variables of `static/page.css`, which has a light and a dark set of them.

    The body has its colours spelt out, because it is painted before that file is there.
    """
    return gr.themes.Base(font=SANS, font_mono=MONO, radius_size="sm").set(
        body_background_fill="#eceff2",
        body_background_fill_dark="#10161c",
        body_text_color="#16202b",
        body_text_color_dark="#e4e9ee",
        body_text_color_subdued="var(--soft)",
        body_text_color_subdued_dark="var(--soft)",
        background_fill_primary="var(--paper)",
        background_fill_primary_dark="var(--paper)",
        background_fill_secondary="var(--desk)",
        background_fill_secondary_dark="var(--desk)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        border_color_primary="var(--line)",
        border_color_primary_dark="var(--line)",
        input_background_fill="var(--paper)",
        input_background_fill_dark="var(--paper)",
        input_border_color="var(--edge)",
        input_border_color_dark="var(--edge)",
        input_placeholder_color="var(--soft)",
        input_placeholder_color_dark="var(--soft)",
        button_primary_background_fill="var(--accent)",
        button_primary_background_fill_dark="var(--accent)",
        button_primary_text_color="var(--on-accent)",
        button_primary_text_color_dark="var(--on-accent)",
        button_secondary_background_fill="var(--paper)",
        button_secondary_background_fill_dark="var(--paper)",
        button_secondary_text_color="var(--ink)",
        button_secondary_text_color_dark="var(--ink)",
        color_accent="var(--accent)",
        loader_color="var(--accent)",
        loader_color_dark="var(--accent)",
    )
