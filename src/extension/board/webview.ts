/** Runs inside the board's webview: draws the model and lets tokens travel from where they were to where they are. */
import type { Board, Card, Token } from './model';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void; getState(): unknown };
const vscode = acquireVsCodeApi();
const TRAVEL_MS = 450;

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
    const row = element('div', 'slot');
    if (slot.title) row.append(element('span', 'title', slot.title));
    const tokens = element('div', 'tokens');
    if (slot.tokens.length === 0) tokens.append(element('span', 'empty', slot.empty));
    for (const each of slot.tokens) tokens.append(token(each));
    row.append(tokens);
    box.append(row);
  }
  return box;
}

/** What the tokens' shapes and colours mean. */
function legend(): HTMLElement {
  const list = element('footer', 'legend');
  list.setAttribute('aria-hidden', 'true'); // each token says it itself
  const samples = [['m', '', 'M: a thread'], ['g', 'running', 'G running'], ['g', 'runnable', 'runnable'], ['g', 'syscall', 'in a syscall'], ['g', 'held', 'held by you'], ['g', 'waiting', 'waiting']];
  for (const [kind, state, text] of samples) {
    const item = element('span', 'sample');
    item.append(element('span', `token ${kind} ${state}`, kind.toUpperCase()), text);
    list.append(item);
  }
  return list;
}

function places(): Map<string, DOMRect> {
  return new Map([...document.querySelectorAll<HTMLElement>('button.token')].map((chip) => [chip.dataset.id!, chip.getBoundingClientRect()]));
}

function draw(board: Board): void {
  const before = places();
  const focused = (document.activeElement as HTMLElement | null)?.dataset?.id;
  const root = document.getElementById('board')!;
  const head = element('header', board.past ? 'past' : '', `${board.time}${board.past ? ' · in the past' : ''}`);
  head.setAttribute('role', 'status');
  const news = element('ul', 'news');
  news.setAttribute('aria-label', 'Since the last stop');
  news.append(...board.news.map((text) => element('li', '', text)));
  const processors = element('div', 'processors');
  processors.append(...board.processors.map(card));
  const pools = element('div', 'pools');
  pools.append(...board.pools.map(card));
  root.replaceChildren(head, ...(board.news.length > 0 ? [news] : []), ...(board.unavailable ? [element('p', 'unavailable', board.unavailable)] : []), processors, pools, legend());
  if (focused) document.querySelector<HTMLElement>(`[data-id="${focused}"]`)?.focus();
  if (document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const chip of document.querySelectorAll<HTMLElement>('button.token')) {
    const from = before.get(chip.dataset.id!);
    const to = chip.getBoundingClientRect();
    if (!from || (from.x === to.x && from.y === to.y)) continue;
    chip.animate([{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)` }, { transform: 'none' }], { duration: TRAVEL_MS, easing: 'ease-in-out' });
  }
}

/** Arrow keys go from token to token. */
document.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const tokens = [...document.querySelectorAll<HTMLElement>('button.token')];
  const at = tokens.indexOf(document.activeElement as HTMLElement);
  tokens[(at + step + tokens.length) % tokens.length]?.focus();
  event.preventDefault();
});

window.addEventListener('message', ({ data }: MessageEvent<{ type: 'board'; board: Board } | { type: 'ended' }>) => {
  document.body.classList.toggle('ended', data.type === 'ended');
  if (data.type === 'board') draw(data.board);
  else document.querySelector('header')?.replaceChildren('The session has ended; this was its last stop.');
});
vscode.postMessage({ type: 'ready' });
