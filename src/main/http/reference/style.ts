/** Style of the API reference. Colours meet WCAG AA on both grounds; wide tables scroll by themselves, never the page. */
export const referenceStyle = `
:root { color-scheme: light dark; --ground: #fbfbfa; --raised: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d5d9de; --accent: #0b5cad; --warn: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171b; --raised: #1b1f25; --ink: #e6e9ed; --quiet: #a2abb6; --line: #343b45; --accent: #7cb7ff; --warn: #fdba74; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.9em; }
code { overflow-wrap: anywhere; }
pre { overflow: auto; margin: 0.5rem 0; padding: 0.75rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--raised); padding: 0.5rem 1rem; z-index: 1; }
.layout { display: grid; grid-template-columns: minmax(14rem, 18rem) minmax(0, 1fr); max-width: 90rem; margin: 0 auto; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); }
nav h2 { font-size: 0.8rem; letter-spacing: 0.04em; text-transform: uppercase; color: var(--quiet); margin: 1.25rem 0 0.25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { margin: 0.2rem 0; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
main { padding: 1.5rem 2rem 6rem; min-width: 0; }
h1 { margin: 0 0 0.25rem; font-size: 1.7rem; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.25rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
h3 { margin: 0; font-size: 1.05rem; }
article > h2 { margin: 0; border: 0; padding: 0; font-size: 1.05rem; }
h4 { margin: 1.1rem 0 0.25rem; font-size: 0.95rem; }
article { margin: 1rem 0 1.5rem; padding: 1rem 1.25rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
.route { margin: 0.25rem 0 0.5rem; color: var(--quiet); }
.method { display: inline-block; min-width: 3.6rem; font-weight: 650; color: var(--accent); }
.method-delete { color: var(--warn); }
.required { color: var(--warn); font-weight: 400; font-size: 0.8em; }
.limits { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; left: -999px; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--quiet); font-size: 0.85em; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--accent); }
@media (max-width: 60rem) {
  .layout { grid-template-columns: minmax(0, 1fr); }
  nav { position: static; max-height: none; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding: 1.5rem 1rem 4rem; }
}
`;
