"""The style of every page of the sandbox: one sheet, with each network's colours, that pages may use and nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from agency_core.sandbox.pages.look import LOOKS, PLAIN
from agency_core.sandbox.pages.people import HUES

_BASE = """
:root { color-scheme: light dark; --page: #f2f1ee; --card: #ffffff; --ink: #1a1c1e; --soft: #55595e; --line: #d9d8d4;
  --well: #e6e5e1; --band: #5b21b6; --band-ink: #ffffff }
@media (prefers-color-scheme: dark) { :root { --page: #101214; --card: #1a1d20; --ink: #eceef0; --soft: #a8aeb5;
  --line: #33383d; --well: #26292d; --band: #6d28d9 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; border-top: 4px solid var(--accent) }
.ribbon { position: sticky; top: 0; z-index: 5; margin: 0; padding: 6px 16px; text-align: center; background: var(--band);
  color: var(--band-ink); font-size: 14px; font-weight: 600 }
main { max-width: 600px; margin: 0 auto; padding: 16px 16px 48px }
a { color: var(--link); overflow-wrap: anywhere }
a:focus-visible, [tabindex]:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h1 { font-size: 22px; line-height: 1.25; margin: 0 }
h2 { font-size: 17px; line-height: 1.35; margin: 0 0 6px }
h3 { font-size: 14px; margin: 12px 16px 0; color: var(--soft) }
small { font-size: 13px; color: var(--soft) }
ul { list-style: none; margin: 0; padding: 0 }
nav { margin: 0 0 12px; font-size: 14px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.plain { margin: 8px 0 16px }
.plain p { margin: 4px 0 0; color: var(--soft) }
.profile { display: flex; gap: 16px; align-items: center; margin: 0 0 16px }
.profile p { margin: 2px 0 0; color: var(--soft); overflow-wrap: anywhere }
.profile .avatar { width: 72px; height: 72px; font-size: 26px }
.avatar { flex: none; display: grid; place-items: center; width: 44px; height: 44px; border-radius: 50%; color: #fff;
  font-size: 15px; font-weight: 700; letter-spacing: .02em }
.avatar.square { border-radius: 6px }
.strand { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 16px; overflow: hidden }
.post { position: relative; padding: 14px 16px }
.post.next { padding-top: 2px }
.marked { box-shadow: inset 4px 0 0 var(--link) }
.by { display: flex; gap: 12px; align-items: center; margin: 0 0 10px }
.by p { margin: 0; color: var(--soft); line-height: 1.35 }
.in-card .by b, .in-media .by b { display: block }
.by b { color: var(--ink) }
.handle, .when { color: var(--soft); font-size: 14px }
.when { text-decoration: none; white-space: nowrap }
.when:hover { text-decoration: underline }
.handle { overflow-wrap: anywhere }
.note { display: inline-block; margin-left: 6px; padding: 0 8px; border: 1px solid var(--line); border-radius: 99px;
  font-size: 12px; color: var(--soft) }
.words { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 10px }
.tag { color: var(--link) }
.words a { text-decoration: none }
.words a:hover { text-decoration: underline }
summary { cursor: pointer; padding: 8px 12px; margin: 0 0 10px; border-radius: 8px; background: var(--well) }
.figures { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 14px; color: var(--soft) }
.figures b { color: var(--ink); font-weight: 600 }
.grid { display: grid; gap: 3px; margin: 0 0 10px; border-radius: 10px; overflow: hidden; background: var(--line) }
.grid li, .strip li { position: relative; min-width: 0 }
.shot { height: 100%; background: var(--well) }
.shot img, .shot .blank { display: block; width: 100%; height: 100%; object-fit: cover }
.of1 img { max-height: 620px; object-fit: contain }
.of2 { grid-template-columns: 1fr 1fr }
.of2 li { aspect-ratio: 1 }
.of3 { grid-template: 1fr 1fr / 2fr 1fr; aspect-ratio: 3 / 2 }
.of3 li { min-height: 0 }
.of3 li:first-child { grid-row: 1 / 3 }
.of4 { grid-template-columns: 1fr 1fr }
.of4 li { aspect-ratio: 4 / 3 }
.left { position: absolute; inset: 0; display: grid; place-items: center; background: #000a; color: #fff; font-size: 28px }
.strip { display: flex; overflow-x: auto; scroll-snap-type: x mandatory; margin: 0 0 10px; background: var(--well) }
.strip li { flex: 0 0 100%; aspect-ratio: 4 / 5; scroll-snap-align: center }
.strip img { object-fit: contain }
.place, .alt { position: absolute; padding: 1px 7px; border-radius: 99px; background: #000b; color: #fff; font-size: 12px }
.place { top: 10px; right: 10px }
.alt { left: 8px; bottom: 8px; border-radius: 5px; font-weight: 700 }
.screen { position: relative; margin: 0 0 10px; border-radius: 10px; overflow: hidden; background: #17191c; color: #fff }
.screen img, .screen .blank { display: block; width: 100%; height: 100%; object-fit: cover }
.blank { min-height: 160px; background: linear-gradient(145deg, var(--accent), #17191c) }
.wide { aspect-ratio: 16 / 9 }
.tall { aspect-ratio: 9 / 16; max-width: 330px; margin-inline: auto }
.screen figcaption { position: absolute; inset: auto 0 0; padding: 22px 12px 8px; font-size: 13px;
  background: linear-gradient(#0000, #000c) }
.play { position: absolute; top: 50%; left: 50%; width: 64px; height: 64px; margin: -32px 0 0 -32px; border-radius: 50%;
  background: #000a; border: 2px solid #fff }
.shot .play { width: 44px; height: 44px; margin: -22px 0 0 -22px }
.play::after { content: ""; position: absolute; top: 50%; left: 54%; transform: translate(-50%, -50%); border-style: solid;
  border-width: 12px 0 12px 20px; border-color: #0000 #0000 #0000 #fff }
.shot .play::after { border-width: 8px 0 8px 14px }
.story::before { content: ""; position: absolute; z-index: 1; top: 10px; left: 10px; right: 10px; height: 3px;
  border-radius: 2px; background: linear-gradient(90deg, #fff 35%, #fff6 35%) }
.document { display: flex; gap: 14px; align-items: center; padding: 16px; margin: 0 0 10px; border: 1px solid var(--line);
  border-radius: 10px; background: var(--page); overflow-wrap: anywhere }
.sheet { flex: none; width: 44px; height: 58px; border-radius: 4px; border: 2px solid var(--link);
  background: repeating-linear-gradient(var(--card) 0 8px, var(--line) 8px 10px) }
.card { display: block; margin: 0 0 10px; border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
  color: var(--ink); text-decoration: none; background: var(--page) }
.card img { display: block; width: 100%; aspect-ratio: 1.91; object-fit: cover }
.said { display: grid; gap: 2px; padding: 10px 14px }
.card .blank { display: none }
.about { font-size: 14px; color: var(--soft) }
a.card:hover strong { text-decoration: underline }
.comments { padding: 4px 16px 14px }
.comment { display: flex; gap: 10px; padding: 8px 0 0 8px }
.bubble { margin: 0; padding: 8px 12px; border-radius: 4px 12px 12px; background: var(--page) }
.bubble .words { margin: 0 } .bubble b { font-size: 14px }
.comment .avatar { width: 32px; height: 32px; font-size: 12px }
.comment small { margin-left: 12px }
.further { margin: 0; padding: 0 16px 14px }
.turning { display: flex; gap: 16px; align-items: center; margin: 16px 0 }
.turning a { padding: 8px 16px; border: 1px solid var(--line); border-radius: 99px; background: var(--card);
  text-decoration: none }
.turning span { margin-left: auto; color: var(--soft) }
.empty { padding: 40px 24px; text-align: center; color: var(--soft); border: 1px dashed var(--line); border-radius: 12px }
.in-column .post { display: grid; grid-template-columns: 44px 1fr; column-gap: 12px }
.in-column .by { display: contents }
.in-column .by p { align-self: start }
.in-column .body { grid-column: 2; min-width: 0; margin-top: 2px }
.in-column .avatar { grid-row: 1 / 3 }
.in-column .goes-on::before { content: ""; position: absolute; left: 37px; top: 62px; bottom: 0; width: 2px;
  background: var(--line) }
.in-column .next.goes-on::before { top: 50px }
.in-column h2:not(.unseen) { font-size: 16px }
.in-card .next, .in-media .next { border-top: 1px solid var(--line); padding-top: 14px }
.in-column .strip { border-radius: 10px }
.in-media .body > .strip, .in-media .body > .grid, .in-media .body > .screen.wide { margin-inline: -16px; border-radius: 0 }
body.linkedin .grid, body.facebook .grid { margin-inline: -16px; border-radius: 0 }
body.linkedin .screen.wide, body.facebook .screen.wide { margin-inline: -16px; border-radius: 0 }
body.youtube .post { display: flex; flex-direction: column }
body.youtube .by { order: 2; margin: 8px 0 0 }
body.youtube .body { display: contents }
body.youtube .screen { order: 0; margin: -14px -16px 12px }
body.youtube h2 { order: 1; margin: 0 }
body.youtube .figures { order: 3; margin-top: 8px }
body.youtube .body > .words { order: 4; margin: 8px 0 0; padding: 10px 12px; border-radius: 10px; background: var(--page) }
.network ul { border: 1px solid var(--line); border-radius: 12px; background: var(--card) }
.network { margin: 0 0 20px }
.network li { display: flex; gap: 12px; align-items: center; padding: 10px 16px }
.network li + li { border-top: 1px solid var(--line) }
.network small { display: block }
.network h2 { border-left: 6px solid var(--accent); padding-left: 8px }
.developers { margin-top: 32px; font-size: 14px } .developers li { overflow-wrap: anywhere; margin: 0 0 4px }
code { font-size: 13px; overflow-wrap: anywhere } dt { margin: 8px 0 0 } dd { margin: 0; color: var(--soft) }
"""
_AVATARS = ("#8a4b08", "#0b6b5d", "#5a3ea8", "#a3324f", "#1d5fa3", "#3f6b1d", "#7a2f7d", "#4c5566")


def _colours() -> str:
    light = [f":root{{--accent:{PLAIN.accent};--link:{PLAIN.link}}}"]
    dark = [f":root{{--link:{PLAIN.link_dark}}}"]
    for name, look in LOOKS.items():
        light.append(f".{name}{{--accent:{look.accent};--link:{look.link}}}")
        dark.append(f".{name}{{--link:{look.link_dark}}}")
    avatars = [f".hue{hue}{{background:{_AVATARS[hue % len(_AVATARS)]}}}" for hue in range(HUES)]
    return "\n".join([*light, *avatars, f"@media (prefers-color-scheme: dark) {{ {' '.join(dark)} }}"])


STYLE = _BASE + _colours()
"""The sheet."""
STYLE_HASH = f"sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}"
"""What a policy names to allow this sheet and no other."""
