/** Runs inside the board's webview: draws the model and lets tokens travel from where they were to where they are. */
import type { Board, Card, Token } from './model';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void; getState(): unknown };
const vscode = acquireVsCodeApi();
const TRAVEL_MS = 700;
const APPEAR_MS = 300;

/** A sentence of the story, ready to show; `fresh`: it happened since the last stop. */
interface Line { time: string; text: string; state: string; fresh: boolean }
let story: Line[] = [];

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function token(model: Token): HTMLElement {
  const chip = element('button', `token ${model.kind} ${model.state}`, model.label);
  chip.dataset.id = model.id;
  chip.title = `${model.label} ${model.state}${model.detail ? `\n${model.detail}` : ''}`;
  chip.setAttribute('aria-label', `${model.label}, ${model.state}${model.detail ? `, ${model.detail}` : ''}`);
  chip.addEventListener('click', () => vscode.postMessage({ type: 'show', goid: model.goid }));
  return chip;
}

function card(model: Card): HTMLElement {
  const box = element('section', `card ${model.state}${model.changed ? ' changed' : ''}`);
  box.setAttribute('aria-label', model.state === 'pool' ? `${model.title}, ${model.count}` : `${model.title}, ${model.state}`);
  const head = element('h2', '', model.title);
  head.append(element('span', 'state', model.state === 'pool' ? String(model.count) : model.state));
  box.append(head);
  for (const slot of model.slots) {
    const row = element('div', `slot${slot.title ? ` ${slot.title.split(' ')[0]}` : ''}`);
    row.dataset.place = [model.title, slot.title.split(' ')[0]].filter(Boolean).join(' ');
    if (slot.title) row.append(element('span', 'title', slot.title));
    const tokens = element('div', 'tokens');
    if (slot.tokens.length === 0) tokens.append(element('span', 'empty', slot.empty));
    for (const each of slot.tokens) tokens.append(token(each));
    row.append(tokens);
    box.append(row);
  }
  return box;
}

/** What happened last, newest at the top; fresh sentences stand out. */
function storyCard(): HTMLElement {
  const box = element('section', 'story');
  box.setAttribute('aria-label', 'What happened');
  box.append(element('h2', '', 'What happened'));
  const list = element('ol', '');
  list.setAttribute('role', 'log');
  for (const line of [...story].reverse()) {
    const item = element('li', `${line.state}${line.fresh ? ' fresh' : ''}`);
    item.append(element('time', '', line.time), element('span', 'mark'), element('span', 'text', line.text));
    list.append(item);
  }
  if (story.length === 0) list.append(element('li', 'empty', 'Nothing yet.'));
  box.append(list);
  return box;
}

const LEGEND: readonly (readonly [string, string, string])[] = [
  ['g running', 'G', 'running'], ['g runnable', 'G', 'runnable'], ['g syscall', 'G', 'in a syscall'], ['g waiting', 'G', 'waiting'], ['g held', 'G', 'held by you'], ['m', 'M', 'thread'], ['m moved', 'M', 'moved since the last stop'],
];
function legend(): HTMLElement {
  const list = element('ul', 'legend');
  list.setAttribute('aria-label', 'Legend');
  for (const [look, label, text] of LEGEND) {
    const item = element('li', '');
    item.append(element('span', `token ${look}`, label), text);
    list.append(item);
  }
  return list;
}

/** Title of the card and slot that a token is in. */
const placeOf = (chip: HTMLElement): string => chip.closest<HTMLElement>('[data-place]')?.dataset.place ?? '';

function places(): Map<string, { box: DOMRect; place: string }> {
  return new Map([...document.querySelectorAll<HTMLElement>('.token[data-id]')].map((chip) => [chip.dataset.id!, { box: chip.getBoundingClientRect(), place: placeOf(chip) }]));
}

function draw(board: Board): void {
  const before = places();
  const focused = (document.activeElement as HTMLElement | null)?.dataset?.id;
  const root = document.getElementById('board')!;
  const head = element('header', board.past ? 'past' : '', `${board.time}${board.past ? ' · in the past' : ''}`);
  head.setAttribute('role', 'status');
  const processors = element('div', 'processors');
  processors.append(...board.processors.map(card));
  const pools = element('div', 'pools');
  pools.append(...board.pools.map(card));
  const state = element('div', 'machine');
  state.append(processors, pools);
  const columns = element('div', 'columns');
  columns.append(state, storyCard());
  root.replaceChildren(head, ...(board.unavailable ? [element('p', 'unavailable', board.unavailable)] : []), columns, legend());
  if (focused) document.querySelector<HTMLElement>(`[data-id="${focused}"]`)?.focus();
  if (before.size > 0) travel(before);
}

/** Marks the tokens that are elsewhere now, and lets them go there from where they were. */
function travel(before: ReturnType<typeof places>): void {
  const still = document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
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

/** Arrow keys go from token to token. */
document.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const tokens = [...document.querySelectorAll<HTMLElement>('.token[data-id]')];
  const at = tokens.indexOf(document.activeElement as HTMLElement);
  tokens[(at + step + tokens.length) % tokens.length]?.focus();
  event.preventDefault();
});

window.addEventListener('message', ({ data }: MessageEvent<{ type: 'board'; board: Board } | { type: 'story'; lines: Line[] } | { type: 'ended' }>) => {
  document.body.classList.toggle('ended', data.type === 'ended');
  if (data.type === 'board') draw(data.board);
  else if (data.type === 'story') {
    story = data.lines;
    document.querySelector('.story')?.replaceWith(storyCard());
  } else document.querySelector('header')?.replaceChildren('The session has ended; this was its last stop.');
});
vscode.postMessage({ type: 'ready' });
