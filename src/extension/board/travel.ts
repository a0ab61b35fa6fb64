/** Tokens go from where they were at the last stop to where they are now. Runs inside the board's webview. */
const TRAVEL_MS = 700;
const APPEAR_MS = 300;

export type Places = ReadonlyMap<string, { box: DOMRect; place: string }>;

/** Title of the row and column that a token is in. */
const placeOf = (chip: HTMLElement): string => chip.closest<HTMLElement>('[data-place]')?.dataset.place ?? '';

export function whereTokensAre(): Places {
  return new Map([...document.querySelectorAll<HTMLElement>('.token[data-id]')].map((chip) => [chip.dataset.id!, { box: chip.getBoundingClientRect(), place: placeOf(chip) }]));
}

const isStill = (): boolean => document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Marks the tokens that are elsewhere now, and lets them go there from where they were. */
export function travel(before: Places): void {
  const still = isStill();
  for (const chip of document.querySelectorAll<HTMLElement>('.token[data-id]')) {
    const from = before.get(chip.dataset.id!);
    const to = chip.getBoundingClientRect();
    const moved = !from || from.place !== placeOf(chip);
    if (moved) {
      chip.classList.add('moved');
      const way = from ? `came from ${from.place}` : 'new here';
      chip.title += `\n${way}`;
      chip.setAttribute('aria-label', `${chip.getAttribute('aria-label')}, ${way}`);
    }
    if (still) continue;
    if (!from) chip.animate([{ opacity: 0, transform: 'scale(0.4)' }, { opacity: 1, transform: 'none' }], { duration: APPEAR_MS });
    else if (from.box.x !== to.x || from.box.y !== to.y) {
      const way = `translate(${from.box.x - to.x}px, ${from.box.y - to.y}px)`;
      // One that changes its place rises above the others on its way; one that only makes room slides.
      chip.animate(moved ? [{ transform: way, zIndex: 2 }, { transform: `${way} scale(1.35)`, offset: 0.2, zIndex: 2 }, { transform: 'scale(1.35)', offset: 0.8, zIndex: 2 }, { transform: 'none' }] : [{ transform: way }, { transform: 'none' }],
        { duration: TRAVEL_MS, easing: 'ease-in-out' });
    }
  }
}
