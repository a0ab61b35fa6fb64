/** Runs inside the board's webview: draws the model and lets tokens travel from where they were to where they are. */
import { enterByOne } from './keyboard';
import type { FromBoard, Line, ToBoard } from './messages';
import type { Board, Pool, Processor, Token } from './model';
import { travel, whereTokensAre } from './travel';

declare function acquireVsCodeApi(): { postMessage(message: FromBoard): void };
const vscode = acquireVsCodeApi();

let story: Omit<Extract<ToBoard, { type: 'story' }>, 'type'> = { lines: [], note: '', empty: '' };
const status = document.querySelector('header')!;
const state = document.getElementById('state')!;
const said = document.getElementById('said')!;

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** `named`: with the goroutine's function beside its number, where there is room. */
function token(model: Token, named = false): HTMLElement {
  const chip = element('button', `token ${model.kind} ${model.state}`, model.id);
  chip.dataset.id = model.id;
  const said = [model.id, model.state, model.name, model.detail].filter(Boolean);
  chip.title = said.join('\n');
  chip.setAttribute('aria-label', said.join(', '));
  // Without the path of its package: that is in the tooltip.
  if (named && model.name) chip.append(element('span', 'name', model.name.slice(model.name.lastIndexOf('/') + 1)));
  chip.addEventListener('click', () => vscode.postMessage({ type: 'show', what: model.show }));
  return chip;
}

/** A place for tokens; `name` says where they are ("P0 queue"), for their way and for who cannot see it. */
function place(className: string, name: string, tokens: readonly HTMLElement[], more = 0): HTMLElement {
  const box = element('div', `place ${className}${tokens.length === 0 ? ' free' : ''}`);
  box.dataset.place = name;
  box.append(...tokens);
  if (more > 0) box.append(element('span', 'more', `+${more.toLocaleString('en')}`));
  return box;
}

function processor(model: Processor): HTMLElement {
  const row = element('section', `processor ${model.state}${model.changed ? ' changed' : ''}`);
  const has = (one: Token | undefined): string => one?.id ?? 'none';
  row.setAttribute('aria-label', `${model.id}, ${model.state}, M ${has(model.m)}, running ${has(model.g)}, next ${has(model.next)}, ${model.queued} queued`);
  const head = element('h2', 'head', model.id);
  head.append(element('span', 'state', model.state));
  const chips = (...models: (Token | undefined)[]): HTMLElement[] => models.filter((each) => each !== undefined).map((each) => token(each, each === model.g));
  row.append(head, place('m', `${model.id} M`, chips(model.m)), place('g', `${model.id} running`, chips(model.g)), place('next', `${model.id} runnext`, chips(model.next)),
    place('queue', `${model.id} queue`, chips(...model.queue), model.queued - model.queue.length));
  return row;
}

/** The Ps, one below the other, under the names of the columns. */
function processors(models: readonly Processor[]): HTMLElement {
  const table = element('div', 'processors');
  const names = element('div', 'columns');
  names.setAttribute('aria-hidden', 'true');
  names.append(...['P', 'M', 'running', 'next', 'run queue'].map((name) => element('span', '', name)));
  table.append(names, ...models.map(processor));
  return table;
}

function pool(model: Pool): HTMLElement {
  const box = element('section', `pool ${model.id}${model.count === 0 ? ' nothing' : ''}`);
  box.setAttribute('aria-label', `${model.title}, ${model.count}`);
  const head = element('h2', 'head', model.title);
  head.append(element('span', 'count', model.count.toLocaleString('en')));
  box.append(head);
  const shown = model.rows.reduce((sum, row) => sum + (row.text ? 1 : row.tokens.length), 0);
  for (const row of model.rows) {
    const line = element('div', 'row');
    line.append(place('', model.title, row.tokens.map((each) => token(each)), row.text ? 0 : model.count - shown));
    if (row.text) line.append(element('span', 'text', row.text));
    box.append(line);
  }
  if (model.note) box.append(element('p', 'note', model.note));
  return box;
}

/** What happened last, newest at the top; fresh sentences stand out. */
function storyCard(): HTMLElement {
  const box = element('section', 'story');
  box.setAttribute('aria-label', 'What happened');
  box.append(element('h2', 'head', 'What happened'));
  const list = element('ol', '');
  for (const line of [...story.lines].reverse()) {
    const item = element('li', `${line.state}${line.fresh ? ' fresh' : ''}`);
    item.append(element('time', '', line.time), element('span', 'mark'), element('span', 'text', line.text));
    list.append(item);
  }
  if (story.lines.length === 0) list.append(element('li', 'empty', story.empty));
  box.append(list);
  if (story.note) box.append(element('p', 'note', story.note));
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

/** For who cannot see it: the fresh sentences, once, oldest first. */
function say(lines: readonly Line[]): void {
  const texts = lines.filter(({ fresh }) => fresh).map(({ text }) => text);
  const before = [...said.children].map(({ textContent }) => textContent);
  if (texts.join() !== before.join()) said.replaceChildren(...texts.map((text) => element('p', '', text)));
}

function draw(board: Board): void {
  const before = whereTokensAre();
  const focused = (document.activeElement as HTMLElement | null)?.dataset?.id;
  status.className = board.past ? 'past' : '';
  status.replaceChildren(`${board.time}${board.past ? ' · in the past' : ''}`, element('span', 'summary', board.summary));
  const pools = element('div', 'pools');
  pools.append(...board.pools.map(pool));
  const below = element('div', 'below');
  below.append(pools, storyCard());
  state.replaceChildren(...(board.unavailable ? [element('p', 'unavailable', board.unavailable)] : [processors(board.processors), below, legend()]));
  enterByOne(focused);
  if (before.size > 0) travel(before);
}

window.addEventListener('message', ({ data }: MessageEvent<ToBoard>) => {
  document.body.classList.toggle('ended', data.type === 'ended');
  if (data.type === 'board') draw(data.board);
  else if (data.type === 'story') {
    story = data;
    document.querySelector('.story')?.replaceWith(storyCard());
    say(data.lines);
  } else if (document.querySelector('.processors')) {
    status.className = '';
    status.replaceChildren('The session has ended; this was its last stop.');
  }
});
vscode.postMessage({ type: 'ready' });
