/** The board's tokens on the keyboard: Tab comes to one of them, arrow keys, Home and End go on. Runs inside the board's webview. */
const tokens = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.token[data-id]')];

/** Makes one token the one that Tab comes to: that with the focus, or the first. `focused`: the token that had it before they were drawn anew */
export function enterByOne(focused: string | undefined): void {
  const all = tokens();
  for (const token of all) token.tabIndex = -1;
  const had = focused === undefined ? undefined : all.find(({ dataset }) => dataset.id === focused);
  const entry = had ?? all[0] as HTMLElement | undefined;
  if (entry) entry.tabIndex = 0;
  // Gone with its goroutine: the keyboard stays on the board.
  if (focused !== undefined) entry?.focus({ preventScroll: had !== undefined });
}

document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement) || !target.matches('.token[data-id]')) return;
  for (const token of tokens()) token.tabIndex = token === target ? 0 : -1;
});

document.addEventListener('keydown', (event) => {
  const all = tokens();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at < 0 ? -1 : at - 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || all.length === 0) return;
  all[(to + all.length) % all.length].focus();
  event.preventDefault();
});
